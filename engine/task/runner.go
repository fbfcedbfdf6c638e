package task

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/clock"
)

// Options tune a runner. The zero value is good.
type Options struct {
	Concurrency int           // handlers at a time; default 8
	Lease       time.Duration // how long a claim holds without a renewal; default 30 s
	MinBackoff  time.Duration // before the second attempt, doubled with each; default 1 s
	MaxBackoff  time.Duration // default 10 min
	MaxAttempts int           // then the task is parked; default 20
	Logger      *slog.Logger  // default: nothing is logged
	// Jitter gives a number in [0, 1) that spreads the backoffs; default random.
	Jitter func() float64
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&o.Lease, 30*time.Second)
	set(&o.MinBackoff, time.Second)
	set(&o.MaxBackoff, 10*time.Minute)
	if o.Concurrency == 0 {
		o.Concurrency = 8
	}
	if o.MaxAttempts == 0 {
		o.MaxAttempts = 20
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	return o
}

// Runner runs the tasks of a store. Several may run on one store.
type Runner struct {
	store    kv.Store
	clock    clock.Clock
	handlers map[string]Handler
	opts     Options
	keys     keys

	claiming context.Context //nolint:containedctx // a life: ends when the runner is to stop
	stop     context.CancelFunc
	running  context.Context //nolint:containedctx // a life: ends when its handlers must stop, too
	abort    context.CancelFunc
	freed    chan struct{} // a slot is free again
	done     chan struct{} // the loop has ended
	wg       sync.WaitGroup

	mu   sync.Mutex
	busy map[string]bool // ids of the tasks that run here
}

// New makes a runner. Handlers are by kind; a task without one fails, since
// another version of the program may know it.
func New(store kv.Store, clk clock.Clock, handlers map[string]Handler, opts Options) *Runner {
	r := &Runner{
		store: store, clock: clk, handlers: handlers, opts: opts.withDefaults(), keys: newKeys(),
		freed: make(chan struct{}, 1), done: make(chan struct{}), busy: map[string]bool{},
	}
	r.claiming, r.stop = context.WithCancel(context.Background())
	r.running, r.abort = context.WithCancel(context.Background())
	return r
}

// Start begins to run tasks. It is called once.
func (r *Runner) Start() {
	// The watch begins before the first look, so that nothing is missed between.
	watch := r.store.Watch(r.claiming, r.keys.due)
	go func() {
		defer close(r.done)
		r.loop(watch)
	}()
}

// Stop begins no more tasks and waits for those that run. When ctx ends, their
// contexts end, too; it still waits for the handlers to return. What was not
// finished runs again after the next start. Stop follows Start.
func (r *Runner) Stop(ctx context.Context) {
	r.stop()
	defer context.AfterFunc(ctx, r.abort)()
	<-r.done
	r.wg.Wait()
	r.abort()
}

// retryStore is the wait after the store failed to answer.
const retryStore = 5 * time.Second

func (r *Runner) loop(watch <-chan struct{}) {
	for r.claiming.Err() == nil {
		wait, err := r.fill()
		switch {
		case err == nil:
		case r.claiming.Err() != nil, errors.Is(err, kv.ErrClosed), errors.Is(err, kv.ErrFailed):
			return
		default:
			r.opts.Logger.Error("tasks can't be claimed", "err", err)
			wait = r.clock.After(retryStore)
		}
		select {
		case <-r.claiming.Done():
		case <-watch:
		case <-r.freed:
		case <-wait:
		}
	}
}

// fill starts due tasks in all free slots. wait tells when the next is due; nil
// when that is never or when there is no slot.
func (r *Runner) fill() (wait <-chan time.Time, err error) {
	for {
		free := r.free()
		if free == 0 {
			return nil, nil
		}
		now := r.clock.Now()
		ids, next, err := r.due(stamp(now), free)
		if err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			if next == 0 {
				return nil, nil
			}
			return r.clock.After(time.Unix(0, int64(next)).Sub(now)), nil
		}
		claims, err := r.claim(ids, now)
		if err != nil {
			return nil, err
		}
		for _, c := range claims {
			r.launch(c)
		}
	}
}

func (r *Runner) free() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.opts.Concurrency - len(r.busy)
}

// due returns the ids of tasks that are due and don't run here, and, where
// there is none, when the next will be due.
func (r *Runner) due(now uint64, limit int) (ids []string, next uint64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err = r.store.View(r.claiming, func(tx kv.Tx) error {
		ids, next = nil, 0
		for p, err := range tx.Scan(kv.Prefix(r.keys.due)) {
			if err != nil {
				return err
			}
			due, rest, ok := kv.CutUint(p.Key[len(r.keys.due):])
			id, _, ok2 := kv.CutString(rest)
			switch {
			case !ok || !ok2:
				return errors.New("task: damaged index")
			case r.busy[id]:
				continue
			case due > now:
				next = due
				return nil
			}
			if ids = append(ids, id); len(ids) == limit {
				return nil
			}
		}
		return nil
	})
	return ids, next, err
}

// claim is a task under this runner's lease.
type claim struct {
	id   string
	rec  record
	task Task
}

// claim takes those tasks that are still due, all in one transaction. It reads
// them one by one: a scan would conflict with every new task.
func (r *Runner) claim(ids []string, now time.Time) (claims []claim, err error) {
	err = r.store.Update(r.claiming, func(tx kv.Tx) error {
		claims = nil
		for _, id := range ids {
			rec, err := r.keys.items.Get(tx, id)
			if errors.Is(err, kv.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if rec.Due > stamp(now) {
				continue
			}
			if rec.Attempt == r.opts.MaxAttempts {
				// It took the whole process down each time, or its lease ran out.
				if err := r.keys.park(tx, id, rec, "gave no result; before that: "+rec.Error); err != nil {
					return err
				}
				continue
			}
			next := rec
			next.Attempt++
			next.Token++
			if err := r.keys.move(tx, id, rec, next, now.Add(r.opts.Lease)); err != nil {
				return err
			}
			t, err := r.keys.task(tx, id, next)
			if err != nil {
				return err
			}
			claims = append(claims, claim{id: id, rec: next, task: t})
		}
		return nil
	})
	return claims, err
}
