package task

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// errLost says that the task has another holder by now, or is done.
var errLost = errors.New("task: lease lost")

// launch runs a claimed task in a slot.
func (r *Runner) launch(c claim) {
	r.mu.Lock()
	r.busy[c.id] = true
	r.mu.Unlock()
	r.wg.Go(func() {
		r.run(c)
		r.mu.Lock()
		delete(r.busy, c.id)
		r.mu.Unlock()
		select {
		case r.freed <- struct{}{}:
		default:
		}
	})
}

// run runs the handler, keeps the lease meanwhile and writes the result.
func (r *Runner) run(c claim) {
	ctx, cancel := context.WithCancelCause(r.running)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		r.heartbeat(ctx, c, cancel)
	}()
	err := r.handle(ctx, c)
	stopped := r.running.Err() != nil
	cancel(nil)
	<-beating
	log := r.opts.Logger.With("task", c.id, "kind", c.rec.Kind, "attempt", c.rec.Attempt)
	if err != nil {
		log.Warn("task failed", "err", err)
	}
	// The result is written also while the runner stops.
	if werr := r.finish(context.WithoutCancel(r.running), c, err, stopped); werr != nil {
		// It will run again: that is what handlers are idempotent for.
		log.Warn("task's result can't be kept", "err", werr)
	}
}

func (r *Runner) handle(ctx context.Context, c claim) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("task: handler panicked: %v\n%s", p, debug.Stack())
		}
	}()
	h := r.handlers[c.rec.Kind]
	if h == nil {
		return fmt.Errorf("task: no handler for %q", c.rec.Kind)
	}
	return h(ctx, c.task)
}

// heartbeat prolongs the lease until ctx ends, or ends it when the lease is lost.
func (r *Runner) heartbeat(ctx context.Context, c claim, cancel context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.clock.After(r.opts.Lease / 3):
		}
		err := r.mine(ctx, c, func(tx kv.Tx, rec record) error {
			return r.keys.move(tx, c.id, rec, rec, r.clock.Now().Add(r.opts.Lease))
		})
		switch {
		case errors.Is(err, errLost):
			cancel(errLost)
			return
		case err != nil && ctx.Err() == nil:
			r.opts.Logger.Warn("task's lease can't be renewed", "task", c.id, "err", err)
		}
	}
}

// mine runs f in a transaction if the claim still holds.
func (r *Runner) mine(ctx context.Context, c claim, f func(kv.Tx, record) error) error {
	return r.store.Update(ctx, func(tx kv.Tx) error {
		rec, err := r.keys.items.Get(tx, c.id)
		if errors.Is(err, kv.ErrNotFound) {
			return errLost
		}
		if err != nil {
			return err
		}
		if rec.Token != c.rec.Token {
			return errLost
		}
		return f(tx, rec)
	})
}

// finish removes the task, or puts it back, or parks it.
func (r *Runner) finish(ctx context.Context, c claim, result error, stopped bool) error {
	var reason string
	if result != nil {
		reason = result.Error()
		reason = reason[:min(len(reason), maxError)]
	}
	return r.mine(ctx, c, func(tx kv.Tx, rec record) error {
		next := rec
		switch {
		case result == nil:
			return r.keys.remove(tx, c.id, rec)
		case stopped:
			// It was told to stop: that is no failure of its own.
			next.Attempt--
			return r.keys.move(tx, c.id, rec, next, r.clock.Now())
		case rec.Attempt >= r.opts.MaxAttempts:
			return r.keys.park(tx, c.id, rec, reason)
		}
		next.Error = reason
		return r.keys.move(tx, c.id, rec, next, r.clock.Now().Add(r.backoff(rec.Attempt)))
	})
}

// backoff is the wait after an attempt: it doubles up to a cap, and up to a
// half of it is taken off at random.
func (r *Runner) backoff(attempt int) time.Duration {
	d := r.opts.MinBackoff
	for range attempt - 1 {
		if d *= 2; d >= r.opts.MaxBackoff {
			d = r.opts.MaxBackoff
			break
		}
	}
	return d - time.Duration(r.opts.Jitter()*float64(d)/2)
}
