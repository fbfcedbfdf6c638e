package queue

import (
	"context"
	"maps"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// attempt is a receive that may be repeated.
type attempt struct {
	until int64
	msgs  []Receipt
}

// noteAttempt remembers what a receive gave. The lock is held.
func (q *owned) noteAttempt(id string, msgs []Message) {
	if id == "" || len(msgs) == 0 || !q.fifo() {
		return
	}
	now := q.now()
	if len(q.attempts) >= maxAttempts {
		maps.DeleteFunc(q.attempts, func(_ string, a *attempt) bool { return a.until <= now })
	}
	if len(q.attempts) >= maxAttempts {
		return
	}
	a := &attempt{until: now + int64(DedupInterval)}
	for i := range msgs {
		a.msgs = append(a.msgs, msgs[i].Receipt)
	}
	q.attempts[id] = a
}

// repeat gives what the same attempt gave before, for the visibility timeout
// anew, if nothing was done to it; else nil.
func (q *owned) repeat(ctx context.Context, in ReceiveInput) ([]Message, error) {
	q.mu.Lock()
	q.advance(q.now())
	list := q.claim(func() []*entry { return q.attempted(in.Attempt) })
	q.mu.Unlock()
	if len(list) == 0 {
		return nil, nil
	}
	defer func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		for _, m := range list {
			q.wait(m)
		}
		q.release(list)
	}()
	q.mu.Lock()
	for _, m := range list {
		q.unwait(m)
	}
	q.mu.Unlock()
	msgs, err := q.open(ctx, list)
	if err != nil {
		return nil, err
	}
	visibility := q.rec.Load().Visibility
	if in.Visibility != nil {
		visibility = *in.Visibility
	}
	if err := q.prolong(ctx, list, visibility); err != nil {
		return nil, err
	}
	for i, m := range list {
		msgs[i].complete(q.id, m)
	}
	return msgs, nil
}

// attempted finds the messages of an attempt, all untouched; else nil. The lock
// is held.
func (q *owned) attempted(id string) []*entry {
	a := q.attempts[id]
	if a == nil || a.until <= q.now() {
		return nil
	}
	var list []*entry
	for _, r := range a.msgs {
		m := q.entries[r.Sequence]
		if m == nil || m.state != inFlight || m.nonce != r.Nonce {
			return nil
		}
		list = append(list, m)
	}
	return list
}

// prolong writes a new visibility timeout of claimed messages in flight, which
// don't wait for their time meanwhile.
func (q *owned) prolong(ctx context.Context, list []*entry, visibility time.Duration) error {
	visible := q.now() + int64(visibility)
	err := q.update(ctx, func(tx kv.Tx) error {
		for _, m := range list {
			next := m.index
			next.visible = visible
			if err := tx.Set(keyIndex(q.id).Uint(m.seq), next.encode()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range list {
		m.visible = visible
	}
	return nil
}
