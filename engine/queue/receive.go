package queue

import (
	"context"
	"errors"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// ReceiveInput says what a consumer wants.
type ReceiveInput struct {
	Max        int            // messages at most, 1 or more
	Visibility *time.Duration // how long they stay invisible to others; nil means the queue's
	Wait       time.Duration  // how long to wait for the first
	// Attempt lets a receive from a FIFO queue be repeated whose answer was lost:
	// within five minutes it gives the same messages, as long as nothing was done
	// to them. It is not kept over a restart.
	Attempt string
}

// Receive gives visible messages and makes them invisible for a time. Without any
// it waits, and gives none in the end. Errors: [ErrInFlightLimit].
func (e *Engine) Receive(ctx context.Context, ref Ref, in ReceiveInput) ([]Message, error) {
	deadline := e.clock.Now().Add(in.Wait)
	return on(ctx, e, ref, func(q *owned) ([]Message, error) { return q.receive(ctx, in, deadline) })
}

func (q *owned) receive(ctx context.Context, in ReceiveInput, deadline time.Time) ([]Message, error) {
	if in.Attempt != "" && q.fifo() {
		if msgs, err := q.repeat(ctx, in); msgs != nil || err != nil {
			return msgs, err
		}
	}
	bury := true
	for {
		q.mu.Lock()
		now := q.now()
		q.advance(now)
		b := q.pick(in.Max, now, bury)
		if b.empty() {
			again, err := q.nothing(ctx, in, deadline)
			if !again || err != nil {
				return nil, err
			}
			continue
		}
		if q.runnable.Len() > 0 {
			q.wakeOne()
		}
		q.mu.Unlock()
		if len(b.bury) > 0 {
			buried, err := q.bury(ctx, b.bury)
			if err != nil {
				q.giveBack(append(b.take, b.drop...))
				return nil, err
			}
			bury = bury && buried
		}
		msgs, err := q.hand(ctx, in, &b)
		if len(msgs) > 0 || err != nil {
			return msgs, err
		}
	}
}

// nothing reads on from the store, or waits, or says that it is time to go. The
// lock is held, and given up.
func (q *owned) nothing(ctx context.Context, in ReceiveInput, deadline time.Time) (again bool, err error) {
	now := q.e.clock.Now()
	full := q.nFlying >= q.e.limits.inFlight
	switch {
	case !full && (q.filling || q.wantsMore()):
		q.mu.Unlock()
		return true, q.fill(ctx)
	case full && in.Wait == 0 && !q.fifo():
		q.mu.Unlock()
		return false, ErrInFlightLimit
	case !now.Before(deadline), q.e.hurried():
		q.wakeOne() // somebody must watch over what will be due
		q.mu.Unlock()
		return false, nil
	}
	woken := make(chan struct{})
	place := q.waiters.PushBack(woken)
	wait := deadline.Sub(now)
	if len(q.due) > 0 {
		wait = min(wait, time.Duration(q.due[0].visible-now.UnixNano()))
	}
	q.mu.Unlock()
	select {
	case <-woken:
	case <-q.e.clock.After(wait):
	case <-ctx.Done():
		err = ctx.Err()
	case <-q.gone:
		err = errGone
	case <-q.e.hurry:
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiters.Remove(place)
	if err != nil {
		q.wakeOne()
	}
	if errors.Is(err, errGone) && q.e.ctx.Err() != nil {
		return false, nil // the program ends
	}
	return true, err
}

func (e *Engine) hurried() bool {
	select {
	case <-e.hurry:
		return true
	default:
		return false
	}
}

// batch is what one receive has picked. All of it is claimed.
type batch struct {
	take, drop, bury []*entry // to hand out; too old; received too often
}

func (b *batch) empty() bool { return len(b.take)+len(b.drop)+len(b.bury) == 0 }

// maxAside bounds what a receive removes by the way.
const maxAside = 100

// pick takes visible messages out of their groups, in turns.
func (q *owned) pick(most int, now int64, bury bool) (b batch) {
	rec := q.rec.Load()
	if q.filling && rec.FIFO {
		return b // older ones may be on their way into memory
	}
	most = min(most, q.e.limits.inFlight-q.nFlying)
	bury = bury && rec.DeadLetter != nil
	for len(b.take) < most && len(b.drop)+len(b.bury) < maxAside {
		front := q.runnable.Front()
		if front == nil {
			break
		}
		g, _ := q.runnable.Remove(front).(*group)
		g.queued = false
		turn := most
		if !rec.FIFO && q.runnable.Len() > 0 {
			turn = len(b.take) + 1
		}
		for len(b.take) < turn && len(b.drop)+len(b.bury) < maxAside {
			m := g.head()
			if m == nil || m.state != ready {
				break
			}
			q.lift(m)
			switch {
			case expired(m.sent, rec.Retention, now):
				b.drop = append(b.drop, m)
				continue
			case bury && int(m.count) >= rec.MaxReceives:
				b.bury = append(b.bury, m)
				if rec.FIFO {
					turn = 0 // the next ones of the group wait until it is away
				}
				continue
			}
			b.take = append(b.take, m)
		}
		q.check(g)
	}
	return b
}

// hand writes down who got what, and gives it.
func (q *owned) hand(ctx context.Context, in ReceiveInput, b *batch) ([]Message, error) {
	if len(b.take)+len(b.drop) == 0 {
		return nil, nil
	}
	msgs, err := q.open(ctx, b.take)
	if err != nil {
		q.giveBack(append(b.take, b.drop...))
		return nil, err
	}
	visibility := q.rec.Load().Visibility
	if in.Visibility != nil {
		visibility = *in.Visibility
	}
	now := q.now()
	next := make([]index, len(b.take))
	for i, m := range b.take {
		next[i] = m.index
		next[i].count++
		next[i].nonce = nonce() | 1 // 0 says that it was never received
		next[i].visible = now + int64(visibility)
		if next[i].first == 0 {
			next[i].first = now
		}
	}
	err = q.update(ctx, func(tx kv.Tx) error {
		for i, m := range b.take {
			if err := tx.Set(keyIndex(q.id).Uint(m.seq), next[i].encode()); err != nil {
				return err
			}
		}
		return q.erase(tx, b.drop)
	})
	if err != nil {
		q.giveBack(append(b.take, b.drop...))
		return nil, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, m := range b.take {
		m.index = next[i]
		q.dropBody(m)
		q.wait(m)
		msgs[i].complete(q.id, m)
	}
	for _, m := range b.drop {
		q.remove(m)
	}
	q.noteAttempt(in.Attempt, msgs)
	q.release(append(b.take, b.drop...))
	return msgs, nil
}

// lift takes a message out of what is visible, and claims it.
func (q *owned) lift(m *entry) {
	m.group.take(m) // mostly the first, which is found at once
	m.state, m.busy = inFlight, true
	q.nReady--
	q.nFlying++
	m.group.inFlight++
}

// giveBack makes picked messages visible again.
func (q *owned) giveBack(list []*entry) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range list {
		q.nFlying--
		m.group.inFlight--
		q.show(m, true)
	}
	q.release(list)
}

// erase deletes messages in a transaction.
func (q *owned) erase(tx kv.Tx, list []*entry) error {
	for _, m := range list {
		if err := errors.Join(tx.Delete(keyIndex(q.id).Uint(m.seq)), tx.Delete(keyBody(q.id).Uint(m.seq))); err != nil {
			return err
		}
	}
	return nil
}

// open reads the bodies of messages.
func (q *owned) open(ctx context.Context, list []*entry) ([]Message, error) {
	raw := make([][]byte, len(list))
	missing := false
	for i, m := range list {
		raw[i] = m.body
		missing = missing || m.body == nil
	}
	if missing {
		err := q.e.store.View(ctx, func(tx kv.Tx) (err error) {
			for i, m := range list {
				if m.body == nil {
					if raw[i], err = tx.Get(keyBody(q.id).Uint(m.seq)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if errors.Is(err, kv.ErrNotFound) {
			q.e.drop(q) // another deleted it: memory is outdated
			err = errGone
		}
		if err != nil {
			return nil, err
		}
	}
	msgs := make([]Message, len(list))
	for i := range list {
		b, err := decodeBody(raw[i])
		if err != nil {
			return nil, err
		}
		msgs[i] = Message{
			id: b.id, ID: uuid(b.id), Sequence: list[i].seq, Body: b.data, Attributes: b.attributes,
			Sender: b.sender, Dedup: b.dedup, Source: Ref{b.sourceSpace, b.sourceName},
		}
	}
	return msgs, nil
}

// complete adds what changes of a message.
func (m *Message) complete(queue uint64, e *entry) {
	m.Group, m.Count = e.index.group, int(e.count)
	m.Sent, m.First = nanos(e.sent), nanos(e.first)
	m.Receipt = Receipt{Queue: queue, Sequence: e.seq, Nonce: e.nonce}
}
