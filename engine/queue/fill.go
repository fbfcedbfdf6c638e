package queue

import (
	"context"
	"fmt"

	"github.com/cumulet/cumulet/engine/kv"
)

// fill reads the next messages from the store, unless there is something to give
// already or memory is full.
func (q *owned) fill(ctx context.Context) error {
	q.fillMu.Lock()
	defer q.fillMu.Unlock()
	q.mu.Lock()
	from, wanted := q.cursor, q.wantsMore()
	q.mu.Unlock()
	if !wanted {
		return nil
	}
	first, found, err := q.firstFrom(ctx, from)
	if err != nil {
		return err
	}

	q.mu.Lock()
	upto := q.next
	if found {
		upto = min(upto, first+chunk)
	}
	// What is being sent now, or came in ahead, has or gets its place by itself;
	// the scan may see it or not.
	skip := map[uint64]struct{}{}
	for seq, m := range q.sending {
		if seq < upto {
			skip[seq] = struct{}{}
			if m.group == nil && seq >= from {
				q.admit(m, pending)
			}
		}
	}
	for seq := range q.ahead {
		if seq < upto {
			skip[seq] = struct{}{}
			delete(q.ahead, seq)
		}
	}
	uncounted := func(seq uint64) bool { return seq < q.countTo && seq >= from }
	counted := q.countFrom
	q.cursor, q.backlog, q.filling = upto, upto < q.next, true
	q.countFrom = max(q.countFrom, upto)
	q.mu.Unlock()

	list, err := q.readIndex(ctx, from, upto)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.filling = false
	if err != nil {
		go q.e.drop(q) // what should be in memory is not
		return err
	}
	now := q.now()
	for _, m := range list {
		if _, known := skip[m.seq]; known {
			continue
		}
		if !uncounted(m.seq) || m.seq < counted {
			q.stored--
		}
		switch {
		case m.visible <= now:
			q.admit(m, ready)
		case m.nonce != 0:
			q.admit(m, inFlight)
		default:
			q.admit(m, delayed)
		}
	}
	q.wakeOne()
	return nil
}

// wantsMore tells whether messages should be read from the store.
func (q *owned) wantsMore() bool {
	return q.backlog && q.runnable.Len() == 0 && q.nReady+q.nDelayed < q.e.limits.lookahead
}

// firstFrom finds the first message that the store has from a number on: there
// may be many numbers without one.
func (q *owned) firstFrom(ctx context.Context, from uint64) (seq uint64, found bool, err error) {
	base := keyIndex(q.id)
	err = q.e.store.View(ctx, func(tx kv.Tx) error {
		found = false
		r := kv.Prefix(base)
		r.Start, r.Limit = base.Uint(from), 1
		for p, err := range tx.Scan(r) {
			if err != nil {
				return err
			}
			seq, _, found = kv.CutUint(p.Key[len(base):])
		}
		return nil
	})
	return seq, found, err
}

// readIndex reads the messages of a range of numbers.
func (q *owned) readIndex(ctx context.Context, from, upto uint64) (list []*entry, err error) {
	base := keyIndex(q.id)
	err = q.e.store.View(ctx, func(tx kv.Tx) error {
		list = nil
		for p, err := range tx.Scan(kv.Range{Start: base.Uint(from), End: base.Uint(upto)}) {
			if err != nil {
				return err
			}
			seq, _, ok := kv.CutUint(p.Key[len(base):])
			if !ok {
				return errDamaged
			}
			x, err := decodeIndex(p.Value)
			if err != nil {
				return fmt.Errorf("message %d of queue %d: %w", seq, q.id, err)
			}
			list = append(list, &entry{seq: seq, index: x})
		}
		return nil
	})
	return list, err
}

// countPage is how many messages are counted in one transaction.
const countPage = 20_000

// Counts tells how many messages a queue has. The first time after a start it
// counts what is not in memory, about a million a second.
func (e *Engine) Counts(ctx context.Context, ref Ref) (Counts, error) {
	return on(ctx, e, ref, func(q *owned) (Counts, error) {
		// The usual queue is in memory then; of another what is in flight, mostly.
		for more := true; more; {
			if err := q.fill(ctx); err != nil {
				return Counts{}, err
			}
			q.mu.Lock()
			more = q.wantsMore()
			q.mu.Unlock()
		}
		if err := q.count(ctx); err != nil {
			return Counts{}, err
		}
		q.mu.Lock()
		defer q.mu.Unlock()
		q.advance(q.now())
		return Counts{Visible: int64(q.nReady) + max(q.stored, 0), InFlight: int64(q.nFlying), Delayed: int64(q.nDelayed)}, nil
	})
}

// count counts what is in the store alone.
func (q *owned) count(ctx context.Context) error {
	q.fillMu.Lock()
	defer q.fillMu.Unlock()
	base := keyIndex(q.id)
	for {
		q.mu.Lock()
		from, to := q.countFrom, q.countTo
		q.mu.Unlock()
		if from >= to {
			return nil
		}
		var n int64
		last := from
		err := q.e.store.View(ctx, func(tx kv.Tx) error {
			n, last = 0, to
			for p, err := range tx.Scan(kv.Range{Start: base.Uint(from), End: base.Uint(to), Limit: countPage}) {
				if err != nil {
					return err
				}
				if n++; n == countPage {
					seq, _, _ := kv.CutUint(p.Key[len(base):])
					last = seq + 1
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		q.mu.Lock()
		q.stored += n
		q.countFrom = last
		q.mu.Unlock()
	}
}
