package queue

import (
	"context"
	"errors"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
)

// The kinds of the engine's tasks.
const (
	sweepTask = "queue.sweep"
	cleanTask = "queue.clean"
	moveTask  = "queue.move"
)

// Tasks are the engine's background handlers by kind.
func (e *Engine) Tasks() map[string]task.Handler {
	return map[string]task.Handler{sweepTask: e.sweep, cleanTask: e.clean, moveTask: e.runMove}
}

const (
	sweepInterval = time.Hour
	sweepPage     = 100 // queues
	cleanPage     = 500 // messages deleted in a transaction
)

// sweep gives back the room of messages that nobody received in time, of old
// notes of repetitions, and of deleted queues' names. A receive drops what is too
// old by itself, so nothing depends on when this runs.
func (e *Engine) sweep(ctx context.Context, _ task.Task) error {
	ctx = kv.Freeing(ctx)
	if err := e.sweepNames(ctx); err != nil {
		return err
	}
	start, any := queues.Prefix(), false
	for start != nil {
		var page []Queue
		from := start
		err := e.store.View(ctx, func(tx kv.Tx) error {
			page, start = nil, nil
			r := kv.Prefix(queues.Prefix())
			r.Start, r.Limit = from, sweepPage
			for p, err := range tx.Scan(r) {
				if err != nil {
					return err
				}
				space, rest, _ := kv.CutString(p.Key[len(queues.Prefix()):])
				name, _, ok := kv.CutString(rest)
				if !ok {
					return errDamaged
				}
				rec, err := queues.In(space).Get(tx, name)
				if err != nil {
					return err
				}
				if page = append(page, rec); len(page) == sweepPage {
					start = append(p.Key, 0)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for i := range page {
			any = true
			if err := e.sweepQueue(ctx, &page[i]); err != nil {
				return err
			}
		}
	}
	if !any {
		return nil // the next queue that is made begins anew
	}
	return e.store.Update(ctx, func(tx kv.Tx) error { return e.sweepLater(tx, e.clock.Now()) })
}

// sweepQueue deletes a queue's messages from the oldest on until one is not too old.
func (e *Engine) sweepQueue(ctx context.Context, rec *Queue) error {
	now := e.clock.Now().UnixNano()
	bucket := uint64(now / int64(DedupInterval))
	if bucket > 1 {
		if err := e.deleteRange(ctx, kv.Range{Start: keyDedup(rec.ID), End: keyDedup(rec.ID).Uint(bucket - 1)}); err != nil {
			return err
		}
	}
	for {
		n := 0
		err := e.store.Update(ctx, func(tx kv.Tx) error {
			n = 0
			current, err := queues.In(rec.Space).Get(tx, rec.Name)
			if errors.Is(err, kv.ErrNotFound) || err == nil && current.ID != rec.ID {
				return nil
			}
			if err != nil {
				return err
			}
			var keys []kv.Key
			base := keyIndex(rec.ID)
			r := kv.Prefix(base)
			r.Limit = cleanPage
			for p, err := range tx.Scan(r) {
				if err != nil {
					return err
				}
				x, err := decodeIndex(p.Value)
				if err != nil {
					return err
				}
				if !expired(x.sent, current.Retention, now) {
					break
				}
				seq, _, _ := kv.CutUint(p.Key[len(base):])
				keys = append(keys, base.Uint(seq), keyBody(rec.ID).Uint(seq))
			}
			if n = len(keys); n == 0 {
				return nil
			}
			for _, k := range keys {
				if err := tx.Delete(k); err != nil {
					return err
				}
			}
			// Whoever has them in memory begins anew.
			_, err = e.leases.Acquire(tx, leaseName(rec.ID), e.node, leaseTime)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
		if q := e.known(rec.Ref); q != nil {
			e.drop(q)
		}
	}
}

// sweepNames forgets which queues were deleted, after the pause.
func (e *Engine) sweepNames(ctx context.Context) error {
	return e.store.Update(ctx, func(tx kv.Tx) error {
		r := kv.Prefix(keyDeleted)
		r.Limit = cleanPage
		for p, err := range tx.Scan(r) {
			if err != nil {
				return err
			}
			if at, _, ok := kv.CutUint(p.Value); ok && !e.clock.Now().Before(nanos(int64(at)).Add(Pause)) {
				if err := tx.Delete(p.Key); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// clean deletes what a purge or a deletion left.
func (e *Engine) clean(ctx context.Context, t task.Task) error {
	id, rest, ok := kv.CutUint(t.Payload)
	upto, _, ok2 := kv.CutUint(rest)
	if !ok || !ok2 {
		return errors.New("queue: damaged task")
	}
	ctx = kv.Freeing(ctx)
	ranges := []kv.Range{
		{Start: keyIndex(id), End: keyIndex(id).Uint(upto + 1)},
		{Start: keyBody(id), End: keyBody(id).Uint(upto + 1)},
	}
	if upto == 0 {
		ranges = []kv.Range{kv.Prefix(keyIndex(id)), kv.Prefix(keyBody(id)), kv.Prefix(keyDedup(id))}
		err := e.store.Update(ctx, func(tx kv.Tx) error { return tx.Delete(keySeq(id)) })
		if err != nil {
			return err
		}
	}
	for _, r := range ranges {
		if err := e.deleteRange(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// deleteRange deletes all keys of a range, page by page.
func (e *Engine) deleteRange(ctx context.Context, r kv.Range) error {
	r.Limit = cleanPage
	for {
		var keys [][]byte
		err := e.store.View(ctx, func(tx kv.Tx) error {
			keys = nil
			for p, err := range tx.Scan(r) {
				if err != nil {
					return err
				}
				keys = append(keys, p.Key)
			}
			return nil
		})
		if err != nil || len(keys) == 0 {
			return err
		}
		err = e.store.Update(ctx, func(tx kv.Tx) error {
			for _, k := range keys {
				if err := tx.Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.Start = append(keys[len(keys)-1], 0)
	}
}
