package pebblekv

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cumulet/cumulet/engine/kv"
)

// View implements [kv.Store].
func (s *Store) View(ctx context.Context, f func(kv.Tx) error) error {
	return s.retry(ctx, false, f)
}

// Update implements [kv.Store].
func (s *Store) Update(ctx context.Context, f func(kv.Tx) error) error {
	return s.retry(ctx, true, f)
}

// retry runs f until it has no conflict.
func (s *Store) retry(ctx context.Context, update bool, f func(kv.Tx) error) error {
	if !s.calls.enter() {
		return kv.ErrClosed
	}
	defer s.calls.leave()
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.once(ctx, update, n > 0, f)
		if !errors.Is(err, errRetry) {
			return err
		}
		s.conflicts.Add(1)
		if err := pause(ctx, n); err != nil {
			return fmt.Errorf("%w: gave up after %d attempts: %w", kv.ErrConflict, n+1, err)
		}
	}
}

// errRetry marks the conflicts that the store itself saw.
var errRetry = fmt.Errorf("retry: %w", kv.ErrConflict)

// maxPause bounds the wait between attempts.
const maxPause = 20 * time.Millisecond

// pause waits a random time that grows with the attempts. The first goes at
// once: what it lost against is applied already.
func pause(ctx context.Context, attempt int) error {
	if attempt == 0 {
		runtime.Gosched()
		return ctx.Err()
	}
	d := min(50*time.Microsecond<<min(attempt, 10), maxPause)
	t := time.NewTimer(rand.N(d)) //nolint:gosec // to spread, not to hide
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// once runs f in one transaction. A panic of f passes through.
func (s *Store) once(ctx context.Context, update, again bool, f func(kv.Tx) error) error {
	t := s.begin(ctx, update, again)
	defer t.end()
	err := f(t)
	if t.err != nil {
		err = t.err
		if errors.Is(err, kv.ErrConflict) {
			return errRetry
		}
	}
	if err == nil && len(t.writes.list) > 0 {
		if err := t.check(); err != nil {
			return err
		}
		return s.commit(t)
	}
	return s.told(ctx, t, err)
}

// told waits until what a transaction tells by its end is durable.
func (s *Store) told(ctx context.Context, t *tx, err error) error {
	if t.update && !t.reads.empty() {
		t.await = s.hist.newest(&t.reads, s.synced.upto.Load())
	}
	if t.await == 0 {
		return err
	}
	ok, werr := s.synced.wait(ctx, t.await)
	switch {
	case werr != nil:
		return werr
	case !ok:
		return s.failure()
	}
	return err
}

// commit makes the writes durable, or fails whole.
func (s *Store) commit(t *tx) error {
	if t.writes.sets > 0 && !kv.IsFreeing(t.ctx) && s.space.reached(t.start) {
		return kv.ErrNoSpace
	}
	b := s.db.NewBatchWithSize(t.writes.bytes + 16*len(t.writes.list) + 32)
	t.writes.fill(b)
	n, err := s.apply(t, b)
	if err != nil {
		if !errors.Is(err, kv.ErrCommitUnknown) { // else Pebble may still hold it
			_ = b.Close()
		}
		return err
	}
	if err := b.SyncWait(); err != nil {
		s.fail(err)
		return fmt.Errorf("%w: %w", kv.ErrCommitUnknown, err)
	}
	s.synced.advance(n)
	s.commits.Add(1)
	s.hub.wake(t.writes.list)
	return b.Close()
}

// apply checks for conflicts and applies the batch, in the order of commits.
func (s *Store) apply(t *tx, b *pebble.Batch) (n uint64, err error) {
	base := t.base
	if !t.reads.empty() {
		// Most of the work is done before the lock is taken.
		var conflict bool
		if base, conflict = s.hist.conflict(&t.reads, base); conflict {
			return 0, errRetry
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed.Load() {
		return 0, s.failure()
	}
	if !t.reads.empty() {
		if _, conflict := s.hist.conflict(&t.reads, base); conflict {
			return 0, errRetry
		}
	}
	n = s.hist.add(t.writes.list)
	err = s.applyBatch(b)
	s.hot.forget(t.writes.list)
	if err != nil {
		return 0, err
	}
	s.hist.applied.Store(n)
	others := s.active.Load()
	if t.began {
		others--
	}
	s.hist.trim(s.synced.upto.Load(), others > 0)
	return n, nil
}

// applyBatch hands the batch to Pebble, which panics when its log is broken.
func (s *Store) applyBatch(b *pebble.Batch) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.wedged.Store(true)
			err = fmt.Errorf("%w: %v", kv.ErrCommitUnknown, r)
			s.fail(err)
		}
	}()
	return s.db.ApplyNoSyncWait(b, pebble.Sync)
}
