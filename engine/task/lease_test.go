package task_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
)

// TestCrash cuts the power while a task runs. It runs again, after its lease.
func TestCrash(t *testing.T) {
	fs := vfs.NewMem()
	s := store(t, fs)
	clk := clock.NewManual(start)
	running := make(chan struct{})
	release := make(chan struct{})
	run(t, s, clk, task.Options{Lease: time.Minute}, func(context.Context, task.Task) error {
		close(running)
		<-release
		return nil
	})
	t.Cleanup(func() { close(release) }) // before the runner is stopped
	enqueue(t, s, task.Task{ID: "a", Kind: "test", Payload: []byte("p")})
	<-running
	s = store(t, fs.Crash(0, rand.New(rand.NewPCG(0, 0))))
	again := make(chan task.Task, 1)
	run(t, s, clk, task.Options{Lease: time.Minute}, func(_ context.Context, tk task.Task) error {
		if early := clk.Now().Before(start.Add(time.Minute)); early {
			t.Error("ran again before the lease was over")
		}
		again <- tk
		return nil
	})
	waitFor(t, func() bool { clk.Advance(time.Second); return len(again) == 1 })
	if tk := <-again; tk.Attempt != 2 || string(tk.Payload) != "p" {
		t.Errorf("ran again as %+v", tk)
	}
	waitFor(t, func() bool { return left(t, s) == 0 })
}

// armed counts how often somebody began to wait for d.
type armed struct {
	*clock.Manual
	d time.Duration
	n atomic.Int64
}

func (a *armed) After(d time.Duration) <-chan time.Time {
	ch := a.Manual.After(d)
	if d == a.d {
		a.n.Add(1)
	}
	return ch
}

// TestHeartbeat has a task that runs for many leases, and a second runner that
// must not get it.
func TestHeartbeat(t *testing.T) {
	s := store(t, vfs.NewMem())
	const lease = time.Hour
	clk := clock.NewManual(start)
	first := &armed{Manual: clk, d: lease / 3}
	var calls atomic.Int32
	release := make(chan struct{})
	h := func(context.Context, task.Task) error {
		calls.Add(1)
		<-release
		return nil
	}
	run(t, s, first, task.Options{Lease: lease}, h)
	enqueue(t, s, task.Task{Kind: "test"})
	waitFor(t, func() bool { return calls.Load() == 1 })
	run(t, s, clk, task.Options{Lease: lease}, h)
	for n := range int64(10) {
		// Wait for the heartbeat to wait, let its time come, wait for the renewal.
		waitFor(t, func() bool { return first.n.Load() > n })
		before := s.Stats().Commits
		clk.Advance(lease / 3)
		waitFor(t, func() bool { return s.Stats().Commits > before })
	}
	close(release)
	waitFor(t, func() bool { return left(t, s) == 0 })
	if n := calls.Load(); n != 1 {
		t.Errorf("%d runs, want 1", n)
	}
}

// TestFenced lets a lease run out under a handler: what it returns counts for
// nothing.
func TestFenced(t *testing.T) {
	s := store(t, vfs.NewMem())
	slow, fast := clock.NewManual(start), clock.NewManual(start)
	running := make(chan struct{})
	var lost atomic.Bool
	run(t, s, slow, task.Options{Lease: time.Minute}, func(ctx context.Context, _ task.Task) error {
		close(running)
		<-ctx.Done()
		lost.Store(true)
		return nil // too late
	})
	enqueue(t, s, task.Task{Kind: "test"})
	<-running
	// Another runner, whose clock went on.
	second := make(chan struct{})
	release := make(chan struct{})
	fast.Advance(time.Hour)
	run(t, s, fast, task.Options{Lease: time.Hour}, func(context.Context, task.Task) error {
		close(second)
		<-release
		return nil
	})
	<-second
	waitFor(t, func() bool { slow.Advance(time.Second); return lost.Load() })
	if left(t, s) == 0 {
		t.Error("the runner without a lease removed the task")
	}
	close(release)
	waitFor(t, func() bool { return left(t, s) == 0 })
}

func TestStopDrains(t *testing.T) {
	s := store(t, vfs.NewMem())
	clk := clock.NewManual(start)
	running, release := make(chan struct{}), make(chan struct{})
	var finished atomic.Bool
	r := task.New(s, clk, map[string]task.Handler{"test": func(ctx context.Context, _ task.Task) error {
		close(running)
		<-release
		finished.Store(ctx.Err() == nil)
		return nil
	}}, task.Options{})
	r.Start()
	enqueue(t, s, task.Task{Kind: "test"})
	<-running
	var wg sync.WaitGroup
	wg.Go(func() { r.Stop(t.Context()) })
	close(release)
	wg.Wait()
	if !finished.Load() || left(t, s) != 0 {
		t.Errorf("finished %v, %d keys left", finished.Load(), left(t, s))
	}
}

// TestStopAborts ends the patience with a handler, which is no failed attempt.
func TestStopAborts(t *testing.T) {
	s := store(t, vfs.NewMem())
	clk := clock.NewManual(start)
	running := make(chan struct{})
	r := task.New(s, clk, map[string]task.Handler{"test": func(ctx context.Context, _ task.Task) error {
		close(running)
		<-ctx.Done()
		return ctx.Err()
	}}, task.Options{})
	r.Start()
	enqueue(t, s, task.Task{Kind: "test"})
	<-running
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r.Stop(ctx)
	again := make(chan int, 1)
	run(t, s, clk, task.Options{}, func(_ context.Context, tk task.Task) error {
		again <- tk.Attempt
		return nil
	})
	if n := <-again; n != 1 {
		t.Errorf("attempt %d, want 1", n)
	}
}
