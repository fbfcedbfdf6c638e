package pebblekv

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cumulet/cumulet/engine/kv"
)

// tx implements [kv.Tx]. One goroutine uses it.
type tx struct {
	s      *Store
	ctx    context.Context //nolint:containedctx // a transaction lives as long as its call
	start  time.Time
	update bool
	done   bool
	err    error // makes the transaction fail whatever the closure returns
	began  bool  // it has read
	again  bool  // an earlier attempt had a conflict
	base   uint64
	snap   *pebble.Snapshot
	reads  readSet // of a View only the first read
	writes writes
	await  uint64 // commit that must be durable before a View may tell
}

func (s *Store) begin(ctx context.Context, update, again bool) *tx {
	return &tx{s: s, ctx: ctx, start: time.Now(), update: update, again: again}
}

// end releases what the transaction holds.
func (t *tx) end() {
	t.done = true
	if t.began {
		t.s.active.Add(-1)
	}
	if t.snap != nil {
		_ = t.snap.Close() // can't fail for an open snapshot
		t.snap = nil
	}
}

// check tells why the transaction can't go on, if so.
func (t *tx) check() error {
	switch {
	case t.done:
		return kv.ErrTxDone
	case t.err != nil:
		return t.err
	}
	if err := t.ctx.Err(); err != nil {
		return t.stop(err)
	}
	if time.Since(t.start) > t.s.maxTx {
		return t.stop(fmt.Errorf("%w (limit %v): %w", kv.ErrTxExpired, t.s.maxTx, context.DeadlineExceeded))
	}
	return nil
}

// stop makes the transaction fail.
func (t *tx) stop(err error) error {
	if t.err == nil {
		t.err = err
	}
	return t.err
}

// enter counts the transaction among those that have read.
func (t *tx) enter() {
	t.began = true
	t.s.active.Add(1)
	t.base = t.s.hist.applied.Load()
}

// source returns what the next scan, or one of many reads, reads from. The first
// looks at the newest state; for a second one that state must be one point in
// time. After a conflict it is one from the start, so that a View has no second.
func (t *tx) source() (pebble.Reader, error) {
	if t.snap != nil {
		return t.snap, nil
	}
	if !t.began {
		t.enter()
		if !t.again {
			return t.s.db, nil
		}
	}
	t.snap = t.s.db.NewSnapshot()
	// What the snapshot has, the history has, so this misses nothing.
	if !t.reads.empty() {
		if _, conflict := t.s.hist.conflict(&t.reads, t.base); conflict {
			return nil, t.stop(kv.ErrConflict)
		}
	}
	return t.snap, nil
}

// recentReads is up to how many keys a transaction reads of the newest state,
// each time checking that what it read before is still true: a snapshot costs
// more.
const recentReads = 8

// read reads a key, and remembers it.
func (t *tx) read(key []byte) ([]byte, error) {
	if t.snap != nil || t.again || len(t.reads.keys) >= recentReads {
		src, err := t.source()
		if err != nil {
			return nil, err
		}
		if t.records() {
			t.reads.addKey(key)
		}
		return get(src, key)
	}
	first := !t.began
	if first {
		t.enter()
	}
	t.reads.addKey(key)
	value, err := t.s.newest(key)
	if !first {
		// What was read now, the history has, so this misses nothing.
		if _, conflict := t.s.hist.conflict(&t.reads, t.base); conflict {
			return nil, t.stop(kv.ErrConflict)
		}
	}
	return value, err
}

// newest reads a key in the newest state.
func (s *Store) newest(key []byte) ([]byte, error) {
	value, ok, mark := s.hot.get(key)
	if ok {
		return value, nil
	}
	value, err := get(s.db, key)
	if err == nil {
		s.hot.put(key, value, mark)
	}
	return value, err
}

// records tells whether reads must be remembered.
func (t *tx) records() bool { return t.update || t.snap == nil }

// Get implements [kv.Tx].
func (t *tx) Get(key []byte) ([]byte, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	if len(key) > kv.MaxKey {
		return nil, t.stop(kv.ErrTooLarge)
	}
	if i, found := t.writes.find(key); found {
		if t.writes.list[i].value == nil {
			return nil, kv.ErrNotFound
		}
		return append([]byte{}, t.writes.list[i].value...), nil
	}
	value, err := t.read(key)
	if err != nil && err != kv.ErrNotFound { //nolint:errorlint // a hot path; the store gives the value itself
		return nil, t.stop(err)
	}
	t.noteKey(key)
	return value, err
}

func get(src pebble.Reader, key []byte) ([]byte, error) {
	v, closer, err := src.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, kv.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("kv: get: %w", err)
	}
	value := append(make([]byte, 0, len(v)), v...)
	if err := closer.Close(); err != nil {
		return nil, fmt.Errorf("kv: get: %w", err)
	}
	return value, nil
}

// noteKey and noteSpan remember that a View saw what is not yet synced.
func (t *tx) noteKey(key []byte) {
	if t.update {
		return
	}
	t.await = max(t.await, t.s.hist.newestOf(key, t.s.synced.upto.Load()))
}

func (t *tx) noteSpan(sp span) {
	if t.update {
		return
	}
	t.await = max(t.await, t.s.hist.newest(&readSet{spans: []span{sp}}, t.s.synced.upto.Load()))
}

// Set implements [kv.Tx].
func (t *tx) Set(key, value []byte) error { return t.write(key, value, true) }

// Delete implements [kv.Tx].
func (t *tx) Delete(key []byte) error { return t.write(key, nil, false) }

func (t *tx) write(key, value []byte, isSet bool) error {
	if err := t.check(); err != nil {
		return err
	}
	if !t.update {
		return t.stop(kv.ErrReadOnly)
	}
	if err := t.writes.put(key, value, isSet); err != nil {
		return t.stop(err)
	}
	return nil
}
