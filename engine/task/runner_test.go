package task_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func store(t *testing.T, fs vfs.FS) *pebblekv.Store {
	t.Helper()
	s, err := pebblekv.Open("/data", pebblekv.Options{FS: fs})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func enqueue(t *testing.T, s kv.Store, tasks ...task.Task) {
	t.Helper()
	err := s.Update(t.Context(), func(tx kv.Tx) error {
		for _, tk := range tasks {
			if err := task.Enqueue(tx, tk); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, s kv.Store, clk clock.Clock, opts task.Options, h task.Handler) *task.Runner {
	t.Helper()
	r := task.New(s, clk, map[string]task.Handler{"test": h}, opts)
	r.Start()
	t.Cleanup(func() { r.Stop(t.Context()) })
	return r
}

// waitFor waits until cond holds; it may advance the clock.
func waitFor(t *testing.T, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for !cond() {
		if ctx.Err() != nil {
			t.Fatal("what must happen doesn't")
		}
		runtime.Gosched()
	}
}

// left counts the keys of tasks.
func left(t *testing.T, s kv.Store) (n int) {
	t.Helper()
	err := s.View(context.Background(), func(tx kv.Tx) error {
		n = 0
		for _, err := range tx.Scan(kv.Prefix(kv.NewKey("task"))) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRuns(t *testing.T) {
	s := store(t, vfs.NewMem())
	clk := clock.NewManual(start)
	got := make(chan task.Task, 10)
	run(t, s, clk, task.Options{}, func(_ context.Context, tk task.Task) error {
		got <- tk
		return nil
	})
	enqueue(t, s, task.Task{ID: "a", Kind: "test", Payload: []byte("hello")})
	tk := <-got
	if tk.ID != "a" || string(tk.Payload) != "hello" || tk.Attempt != 1 {
		t.Errorf("got %+v", tk)
	}
	waitFor(t, func() bool { return left(t, s) == 0 })
}

func TestEnqueue(t *testing.T) {
	s := store(t, vfs.NewMem())
	err := s.Update(t.Context(), func(tx kv.Tx) error { return task.Enqueue(tx, task.Task{}) })
	if !errors.Is(err, task.ErrNoKind) {
		t.Errorf("no kind: %v", err)
	}
	var calls atomic.Int32
	// The same id twice, before and in one transaction, is one task.
	enqueue(t, s, task.Task{ID: "a", Kind: "test"})
	enqueue(t, s, task.Task{ID: "a", Kind: "test"}, task.Task{ID: "a", Kind: "other"}, task.Task{Kind: "test"}, task.Task{Kind: "test"})
	run(t, s, clock.NewManual(start), task.Options{}, func(context.Context, task.Task) error {
		calls.Add(1)
		return nil
	})
	waitFor(t, func() bool { return left(t, s) == 0 })
	if n := calls.Load(); n != 3 {
		t.Errorf("%d runs, want 3", n)
	}
	// A transaction that fails leaves no task.
	mine := errors.New("mine")
	err = s.Update(t.Context(), func(tx kv.Tx) error {
		return errors.Join(task.Enqueue(tx, task.Task{Kind: "test"}), mine)
	})
	if !errors.Is(err, mine) || left(t, s) != 0 {
		t.Errorf("rolled back: %v, %d keys left", err, left(t, s))
	}
}

func TestNotBefore(t *testing.T) {
	s := store(t, vfs.NewMem())
	clk := clock.NewManual(start)
	var ran atomic.Int64
	run(t, s, clk, task.Options{}, func(context.Context, task.Task) error {
		ran.Store(clk.Now().Unix())
		return nil
	})
	due := start.Add(time.Hour)
	enqueue(t, s, task.Task{Kind: "test", NotBefore: due})
	waitFor(t, func() bool { clk.Advance(time.Minute); return ran.Load() != 0 })
	if got := ran.Load(); got < due.Unix() {
		t.Errorf("ran %d s early", due.Unix()-got)
	}
}

func TestBackoffAndPark(t *testing.T) {
	s := store(t, vfs.NewMem())
	clk := clock.NewManual(start)
	var mu sync.Mutex
	var at []time.Time
	opts := task.Options{MaxAttempts: 4, MinBackoff: 10 * time.Second, MaxBackoff: 25 * time.Second, Jitter: func() float64 { return 0 }}
	run(t, s, clk, opts, func(_ context.Context, tk task.Task) error {
		mu.Lock()
		defer mu.Unlock()
		at = append(at, clk.Now())
		if tk.Attempt != len(at) {
			t.Errorf("attempt %d is counted as %d", len(at), tk.Attempt)
		}
		if tk.Attempt == 2 {
			panic("ouch")
		}
		return fmt.Errorf("failure %d", tk.Attempt)
	})
	enqueue(t, s, task.Task{ID: "a", Kind: "test", Payload: []byte("p")})
	var parked []task.Parked
	list := func() bool {
		err := s.View(t.Context(), func(tx kv.Tx) (err error) {
			parked, _, err = task.ListParked(tx, 10, "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(parked) == 1
	}
	waitFor(t, func() bool { clk.Advance(time.Second); return list() })
	if p := parked[0]; p.Error != "failure 4" || p.Task.ID != "a" || string(p.Task.Payload) != "p" {
		t.Errorf("parked %+v", p)
	}
	for i, want := range []time.Duration{10 * time.Second, 20 * time.Second, 25 * time.Second} {
		if got := at[i+1].Sub(at[i]); got < want {
			t.Errorf("attempt %d came after %v, want %v", i+2, got, want)
		}
	}
	// It can be enqueued no more, retried and dropped.
	enqueue(t, s, task.Task{ID: "a", Kind: "test"})
	if !list() {
		t.Fatal("no longer parked")
	}
	mu.Lock()
	at = nil
	mu.Unlock()
	if err := s.Update(t.Context(), func(tx kv.Tx) error { return task.Retry(tx, "a") }); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { clk.Advance(time.Second); return list() })
	if err := s.Update(t.Context(), func(tx kv.Tx) error { return task.Drop(tx, "a") }); err != nil {
		t.Fatal(err)
	}
	if n := left(t, s); n != 0 {
		t.Errorf("%d keys left", n)
	}
}

func TestUnknownKindFails(t *testing.T) {
	s := store(t, vfs.NewMem())
	clk := clock.NewManual(start)
	run(t, s, clk, task.Options{MaxAttempts: 1}, nil)
	enqueue(t, s, task.Task{Kind: "other"})
	waitFor(t, func() (ok bool) {
		err := s.View(t.Context(), func(tx kv.Tx) error {
			parked, _, err := task.ListParked(tx, 0, "")
			ok = len(parked) == 1 && strings.Contains(parked[0].Error, `no handler for "other"`)
			return err
		})
		return ok && err == nil
	})
}

func TestConcurrency(t *testing.T) {
	s := store(t, vfs.NewMem())
	const limit, tasks = 3, 30
	var now, most, done atomic.Int32
	gate := make(chan struct{})
	run(t, s, clock.NewManual(start), task.Options{Concurrency: limit}, func(context.Context, task.Task) error {
		n := now.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		<-gate
		now.Add(-1)
		done.Add(1)
		return nil
	})
	for range tasks {
		enqueue(t, s, task.Task{Kind: "test"})
	}
	waitFor(t, func() bool { return now.Load() == limit })
	close(gate)
	waitFor(t, func() bool { return done.Load() == tasks })
	if most.Load() != limit {
		t.Errorf("%d at a time, want %d", most.Load(), limit)
	}
}
