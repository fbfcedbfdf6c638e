// Package blobtest is the suite of package blob: run it with a store's driver.
// Its [World] (a disk that can be cut off, a store, a task queue, blobs) also
// serves tests of what stands on blobs.
package blobtest

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
)

// Store is a store that can be closed.
type Store interface {
	kv.Store
	io.Closer
}

// OpenStore opens a driver's store in a directory.
type OpenStore func(fs vfs.FS, dir string) (Store, error)

// Dir is where a World keeps its blobs; FailBlobs spares everything else.
const Dir = "/data/blobs"

// World is all that blobs stand on.
type World struct {
	Mem    *vfs.Mem
	Faults *vfs.Faults // around Mem
	Store  Store
	Queue  *Queue
	Blobs  *blob.Store
	Clock  *clock.Manual
	Inline int

	open OpenStore
}

// NewWorld begins an empty one. inline is blob.Options.Inline.
func NewWorld(t testing.TB, open OpenStore, inline int) *World {
	w := &World{Mem: vfs.NewMem(), Inline: inline, open: open}
	w.Clock = clock.NewManual(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	w.start(t)
	return w
}

func (w *World) start(t testing.TB) {
	t.Helper()
	w.Faults = vfs.WithFaults(w.Mem)
	var err error
	if w.Store, err = w.open(w.Faults, "/data/kv"); err != nil {
		t.Fatal(err)
	}
	store := w.Store
	t.Cleanup(func() { _ = store.Close() })
	w.Queue = &Queue{store: w.Store, clock: w.Clock}
	w.Blobs, err = blob.Open(t.Context(), blob.Options{
		FS: w.Faults, Dir: Dir, Store: w.Store, Tasks: w.Queue, Clock: w.Clock, Inline: w.Inline,
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Crash returns the world as it stands after a power cut at this instant: of
// what was not synced, percent is kept. The old one may go on.
func (w *World) Crash(t testing.TB, percent int, rng *rand.Rand) *World {
	t.Helper()
	n := &World{Mem: w.Mem.Crash(percent, rng), Inline: w.Inline, open: w.open, Clock: clock.NewManual(w.Clock.Now())}
	n.start(t)
	return n
}

// FailBlobs applies a rule to the blobs' files only. Nil heals.
func (w *World) FailBlobs(rule func(vfs.Op) error) {
	if rule == nil {
		w.Faults.Fail(nil)
		return
	}
	w.Faults.Fail(func(op vfs.Op) error {
		if !strings.HasPrefix(op.Path, Dir) {
			return nil
		}
		return rule(op)
	})
}

// Files lists the blobs' files by path.
func (w *World) Files(t testing.TB) (files []string) {
	t.Helper()
	var visit func(dir string)
	visit = func(dir string) {
		names, err := w.Mem.List(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			p := w.Mem.PathJoin(dir, n)
			fi, err := w.Mem.Stat(p)
			if err != nil {
				t.Fatal(err)
			}
			if fi.IsDir() {
				visit(p)
			} else {
				files = append(files, p)
			}
		}
	}
	visit(Dir)
	slices.Sort(files)
	return files
}

// Settle sweeps, as after the leases of earlier processes ran out, and runs
// the tasks until none is left.
func (w *World) Settle(t testing.TB, handlers map[string]task.Handler) {
	t.Helper()
	w.Clock.Advance(time.Hour)
	if err := w.Queue.Drain(t.Context(), handlers); err != nil {
		t.Fatal(err)
	}
	if err := w.Blobs.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Blobs.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// Queue is a simple durable task queue.
type Queue struct {
	store kv.Store
	clock clock.Clock
}

var (
	keyTask = kv.NewKey("blobtest", "task")
	keyNext = kv.NewKey("blobtest", "next")
)

// Enqueue implements blob.Enqueuer.
func (q *Queue) Enqueue(tx kv.Tx, t task.Task) error {
	b, err := tx.Get(keyNext)
	if err != nil && !errors.Is(err, kv.ErrNotFound) {
		return err
	}
	n, _, _ := kv.CutUint(b)
	return errors.Join(
		tx.Set(keyNext, kv.Key(nil).Uint(n+1)),
		tx.Set(keyTask.Uint(n).String(t.Kind).Uint(uint64(max(0, t.NotBefore.UnixNano()))), t.Payload),
	)
}

// Drain runs tasks until none is due, or one fails, which stays.
func (q *Queue) Drain(ctx context.Context, handlers map[string]task.Handler) error {
	for {
		var key kv.Key
		var next task.Task
		err := q.store.View(ctx, func(tx kv.Tx) error {
			for p, err := range tx.Scan(kv.Prefix(keyTask)) {
				if err != nil {
					return err
				}
				kind, rest, _ := kv.CutString(p.Key[len(keyTask)+8:])
				if due, _, _ := kv.CutUint(rest); time.Unix(0, int64(due)).After(q.clock.Now()) {
					continue
				}
				key, next = p.Key, task.Task{Kind: kind, Payload: p.Value, Attempt: 1}
				return nil
			}
			return nil
		})
		if err != nil || key == nil {
			return err
		}
		if err := handlers[next.Kind](ctx, next); err != nil {
			return err
		}
		if err := q.store.Update(ctx, func(tx kv.Tx) error { return tx.Delete(key) }); err != nil {
			return err
		}
	}
}
