package queue

import (
	"context"
	"errors"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// Delete removes received messages, in one transaction. It answers for each
// receipt: nil where the message is gone now, [ErrBadReceipt], and [ErrExpired]
// of a FIFO queue where the message was or may be received by another meanwhile.
// Another queue's message that was received again stays, without an error.
func (e *Engine) Delete(ctx context.Context, ref Ref, receipts []Receipt) ([]error, error) {
	return on(ctx, e, ref, func(q *owned) ([]error, error) {
		return q.settle(ctx, receipts, q.mayDelete, func(tx kv.Tx, _ int, m *entry) error {
			return q.erase(tx, []*entry{m})
		}, func(_ int, m *entry) { q.remove(m) })
	})
}

// ChangeVisibility lets received messages stay invisible for a time from now on,
// or makes them visible at once, in one transaction. It answers for each receipt:
// nil, [ErrBadReceipt], [ErrGone], [ErrExpired], [ErrNotInFlight].
func (e *Engine) ChangeVisibility(ctx context.Context, ref Ref, receipts []Receipt, visibility []time.Duration) ([]error, error) {
	return on(ctx, e, ref, func(q *owned) ([]error, error) {
		now := q.now()
		return q.settle(ctx, receipts, q.mayChange, func(tx kv.Tx, i int, m *entry) error {
			next := m.index
			next.visible = now + int64(visibility[i])
			return tx.Set(keyIndex(q.id).Uint(m.seq), next.encode())
		}, func(i int, m *entry) {
			m.visible = now + int64(visibility[i])
			q.wait(m)
			q.advance(q.now())
		})
	})
}

// errDone says that nothing is left to do.
var errDone = errors.New("queue: done already")

// mayDelete and mayChange judge a receipt; the message is nil where there is none.
func (q *owned) mayDelete(r Receipt, m *entry) error {
	switch {
	case m == nil:
		return errDone
	case m.nonce == r.Nonce && (m.state == inFlight || m.state == ready && !q.fifo()):
		return nil
	case q.fifo():
		return ErrExpired
	}
	return errDone
}

func (q *owned) mayChange(r Receipt, m *entry) error {
	switch {
	case m == nil:
		return ErrGone
	case m.nonce != r.Nonce:
		return ErrExpired
	case m.state != inFlight:
		return ErrNotInFlight
	}
	return nil
}

// settle changes received messages in one transaction: may judges, write writes,
// and after the commit done changes memory.
func (q *owned) settle(ctx context.Context, receipts []Receipt, may func(Receipt, *entry) error,
	write func(kv.Tx, int, *entry) error, done func(int, *entry),
) ([]error, error) {
	var results []error
	var which []int // the receipt of each claimed message
	find := func() (list []*entry) {
		results, which = make([]error, len(receipts)), nil
		q.advance(q.now())
		seen := map[uint64]bool{}
		for i, r := range receipts {
			m := q.entries[r.Sequence]
			switch {
			case r.Queue != q.id || r.Sequence >= q.next:
				results[i] = ErrBadReceipt
			case seen[r.Sequence]: // twice the same
			case m == nil && q.inStoreOnly(r.Sequence):
				results[i] = errStored
			case m != nil && m.busy:
				list = append(list, m) // judged when it is free
			default:
				if results[i] = may(r, m); results[i] == nil {
					seen[r.Sequence] = true
					list, which = append(list, m), append(which, i)
				}
			}
		}
		return list
	}
	q.mu.Lock()
	list := q.claim(find)
	for _, m := range list {
		if m.state == ready {
			q.lift(m)
		}
		q.unwait(m)
	}
	q.mu.Unlock()
	var err error
	if len(list) > 0 {
		err = q.update(kv.Freeing(ctx), func(tx kv.Tx) error {
			for n, m := range list {
				if err := write(tx, which[n], m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	q.mu.Lock()
	for n, m := range list {
		if err != nil {
			q.wait(m) // as it was
		} else {
			done(which[n], m)
		}
	}
	q.release(list)
	q.mu.Unlock()
	if err != nil {
		return nil, err
	}
	for i, r := range results {
		if errors.Is(r, errStored) {
			results[i], err = q.settleStored(ctx, i, receipts[i], may, write, done)
		}
		if errors.Is(results[i], errDone) {
			results[i] = nil
		}
		if err != nil {
			return nil, err
		}
	}
	return results, nil
}

// errStored marks a receipt whose message is not in memory.
var errStored = errors.New("queue: in the store only")

func (q *owned) inStoreOnly(seq uint64) bool { return q.filling || q.backlog && seq >= q.cursor }

// settleStored settles a message that is not in memory: it was received before a
// restart. While it does nobody reads messages into memory.
func (q *owned) settleStored(ctx context.Context, i int, r Receipt, may func(Receipt, *entry) error,
	write func(kv.Tx, int, *entry) error, done func(int, *entry),
) (result, err error) {
	q.fillMu.Lock()
	q.mu.Lock()
	still := q.inStoreOnly(r.Sequence) && q.entries[r.Sequence] == nil
	q.mu.Unlock()
	if !still {
		q.fillMu.Unlock()
		results, err := q.settle(ctx, []Receipt{r}, may,
			func(tx kv.Tx, _ int, m *entry) error { return write(tx, i, m) },
			func(_ int, m *entry) { done(i, m) })
		if err != nil {
			return nil, err
		}
		return results[0], nil
	}
	defer q.fillMu.Unlock()
	deleted := false
	err = q.update(kv.Freeing(ctx), func(tx kv.Tx) error {
		key := keyIndex(q.id).Uint(r.Sequence)
		result, deleted = nil, false
		v, err := tx.Get(key)
		if errors.Is(err, kv.ErrNotFound) {
			result = may(r, nil)
			return nil
		}
		if err != nil {
			return err
		}
		x, err := decodeIndex(v)
		if err != nil {
			return err
		}
		m := &entry{seq: r.Sequence, index: x, state: inFlight}
		if x.visible <= q.now() {
			m.state = ready
		}
		if result = may(r, m); result != nil {
			return nil //nolint:nilerr // an answer, no failure
		}
		if err := write(tx, i, m); err != nil {
			return err
		}
		if _, err = tx.Get(key); errors.Is(err, kv.ErrNotFound) {
			deleted, err = true, nil
		}
		return err
	})
	if deleted && err == nil {
		q.mu.Lock()
		if r.Sequence < q.countFrom || r.Sequence >= q.countTo {
			q.stored--
		}
		q.mu.Unlock()
	}
	return result, err
}
