package queue

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
	"github.com/cumulet/cumulet/engine/task"
)

// Create makes a queue, or fails with [ErrExists], which comes with the queue
// that is there, or [ErrDeletedRecently].
func (e *Engine) Create(ctx context.Context, ref Ref, s Settings, docs, tags map[string]string) (*Queue, error) {
	var out *Queue
	err := e.store.Update(ctx, func(tx kv.Tx) error {
		now := e.clock.Now()
		old, err := queues.In(ref.Space).Get(tx, ref.Name)
		if err == nil {
			out = &old
			return ErrExists
		}
		if !errors.Is(err, kv.ErrNotFound) {
			return err
		}
		tomb, err := kv.Count(tx, deletedKey(ref))
		if err != nil {
			return err
		}
		if tomb != 0 && now.Before(nanos(int64(tomb)).Add(Pause)) {
			return ErrDeletedRecently
		}
		id, err := kv.Advance(tx, keyLast, 1)
		if err != nil {
			return err
		}
		out = &Queue{Ref: ref, ID: id, Created: now, Modified: now, Settings: s, Docs: docs, Tags: tags}
		if err := link(tx, ref, nil, s.DeadLetter); err != nil {
			return err
		}
		if err := e.sweepLater(tx, now); err != nil {
			return err
		}
		return queues.In(ref.Space).Put(tx, ref.Name, *out)
	})
	return out, err
}

func deletedKey(ref Ref) kv.Key { return keyDeleted.String(ref.Space).String(ref.Name) }

// link notes where a queue's dead letters go, for [Engine.Sources].
func link(tx kv.Tx, ref Ref, from, to *Ref) error {
	if from != nil {
		if err := tx.Delete(keySources(*from).String(ref.Space).String(ref.Name)); err != nil {
			return err
		}
	}
	if to != nil {
		return tx.Set(keySources(*to).String(ref.Space).String(ref.Name), nil)
	}
	return nil
}

// Get gives a queue's record, or [ErrNotFound]. Of a queue in use it is free of
// charge: it comes from memory.
func (e *Engine) Get(ctx context.Context, ref Ref) (*Queue, error) {
	if q := e.known(ref); q != nil {
		return q.rec.Load(), nil
	}
	var out *Queue
	err := e.store.View(ctx, func(tx kv.Tx) error {
		rec, err := queues.In(ref.Space).Get(tx, ref.Name)
		if errors.Is(err, kv.ErrNotFound) {
			return ErrNotFound
		}
		out = &rec
		return err
	})
	return out, err
}

// Page says which part of a listing is wanted.
type Page = collection.Page

// List gives a page of the queues of a space, by name, and the token of the next.
func (e *Engine) List(ctx context.Context, space string, page Page) (list []Queue, next string, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		r, err := queues.In(space).List(tx, page)
		list, next = nil, r.Next
		for _, item := range r.Items {
			list = append(list, item.Value)
		}
		return err
	})
	return list, next, err
}

// Sources gives a page of the queues whose dead letters go to ref: those after
// the given one, limit at most.
func (e *Engine) Sources(ctx context.Context, ref, after Ref, limit int) (list []Ref, more bool, err error) {
	base := keySources(ref)
	err = e.store.View(ctx, func(tx kv.Tx) error {
		list, more = nil, false
		r := kv.Prefix(base)
		r.Limit = limit + 1
		if after != (Ref{}) {
			r.Start = append(base.String(after.Space).String(after.Name), 0)
		}
		for p, err := range tx.Scan(r) {
			if err != nil {
				return err
			}
			space, rest, ok := kv.CutString(p.Key[len(base):])
			name, _, ok2 := kv.CutString(rest)
			if !ok || !ok2 {
				return errDamaged
			}
			if len(list) == limit {
				more = true
				return nil
			}
			list = append(list, Ref{space, name})
		}
		return nil
	})
	return list, more, err
}

// Change changes a queue's record: f gets a copy, of which it may change
// settings, documents and tags; it may run again. Modified is set if touch says so.
func (e *Engine) Change(ctx context.Context, ref Ref, touch bool, f func(*Queue) error) error {
	_, err := on(ctx, e, ref, func(q *owned) (struct{}, error) {
		var next Queue
		q.fillMu.Lock() // one at a time
		defer q.fillMu.Unlock()
		err := q.update(ctx, func(tx kv.Tx) error {
			rec, err := queues.In(ref.Space).Get(tx, ref.Name)
			if err != nil {
				return err
			}
			target := rec.DeadLetter
			if touch {
				rec.Modified = e.clock.Now()
			}
			if err := f(&rec); err != nil {
				return err
			}
			if err := link(tx, ref, target, rec.DeadLetter); err != nil {
				return err
			}
			next = rec
			return queues.In(ref.Space).Put(tx, ref.Name, rec)
		})
		if err == nil {
			q.rec.Store(&next)
		}
		return struct{}{}, err
	})
	return err
}

// Purge deletes all messages of a queue, at once; the room on disk is given back
// by a task. Errors: [ErrPurging] within [Pause] of the purge before.
func (e *Engine) Purge(ctx context.Context, ref Ref) error {
	_, err := on(ctx, e, ref, func(q *owned) (struct{}, error) {
		err := q.update(kv.Freeing(ctx), func(tx kv.Tx) error {
			rec, err := queues.In(ref.Space).Get(tx, ref.Name)
			if err != nil {
				return err
			}
			now := e.clock.Now()
			if now.Before(rec.Purged.Add(Pause)) {
				return ErrPurging
			}
			// All numbers up to here are gone, and with a new lease nobody can write
			// one of them any more.
			if rec.PurgedTo, err = kv.Count(tx, keySeq(rec.ID)); err != nil {
				return err
			}
			rec.Purged = now
			if _, err := e.leases.Acquire(tx, leaseName(rec.ID), e.node, leaseTime); err != nil {
				return err
			}
			if err := queues.In(ref.Space).Put(tx, ref.Name, rec); err != nil {
				return err
			}
			return e.cleanLater(tx, rec.ID, rec.PurgedTo)
		})
		if err == nil {
			e.drop(q)
		}
		return struct{}{}, err
	})
	return err
}

// DeleteQueue deletes a queue with its messages, or fails with [ErrNotFound].
func (e *Engine) DeleteQueue(ctx context.Context, ref Ref) error {
	err := e.store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		rec, err := queues.In(ref.Space).Get(tx, ref.Name)
		if errors.Is(err, kv.ErrNotFound) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := queues.In(ref.Space).Delete(tx, ref.Name); err != nil {
			return err
		}
		if err := link(tx, ref, rec.DeadLetter, nil); err != nil {
			return err
		}
		tomb := binary.BigEndian.AppendUint64(nil, uint64(e.clock.Now().UnixNano()))
		if err := tx.Set(deletedKey(ref), tomb); err != nil {
			return err
		}
		// Whoever still works on it finds no lease any more.
		if err := tx.Delete(kv.NewKey("queue.lease", leaseName(rec.ID))); err != nil {
			return err
		}
		return e.cleanLater(tx, rec.ID, 0)
	})
	if err != nil {
		return err
	}
	if q := e.known(ref); q != nil {
		e.drop(q)
	}
	return nil
}

// cleanLater writes the task that deletes messages up to a number; 0 means all
// there is of a queue.
func (e *Engine) cleanLater(tx kv.Tx, id, upto uint64) error {
	return e.tasks.Enqueue(tx, task.Task{
		ID: fmt.Sprintf("queue.clean.%d.%d", id, upto), Kind: cleanTask,
		Payload: binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, id), upto),
	})
}

// sweepLater sees to it that a sweep is due within the interval.
func (e *Engine) sweepLater(tx kv.Tx, now time.Time) error {
	next := now.Truncate(sweepInterval).Add(sweepInterval)
	return e.tasks.Enqueue(tx, task.Task{ID: "queue.sweep." + strings.ReplaceAll(next.UTC().Format(time.RFC3339), ":", ""), Kind: sweepTask, NotBefore: next})
}
