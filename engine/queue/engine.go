package queue

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/lease"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
)

// Enqueuer writes a task in the caller's transaction.
type Enqueuer interface {
	Enqueue(tx kv.Tx, t task.Task) error
}

// Options are what an engine stands on.
type Options struct {
	Store kv.Store // may be decorated
	Tasks Enqueuer
	Clock clock.Clock  // nil means the system's
	Log   *slog.Logger // nil means nothing is logged
	// Node names the machine among those that share the store, the same at each
	// start; "" is right where there is but one.
	Node string
}

// Engine keeps queues. It is safe for concurrent use.
type Engine struct {
	store  kv.Store
	tasks  Enqueuer
	clock  clock.Clock
	log    *slog.Logger
	node   string
	leases *lease.Leases
	flight singleflight.Group
	ctx    context.Context //nolint:containedctx // ends with Close, as the engine's own work does
	cancel context.CancelFunc
	drain  func()        // closes hurry, once
	hurry  chan struct{} // closed when nobody shall wait any more
	kept   atomic.Int64  // bytes of bodies in memory
	limits limits

	mu    sync.Mutex
	owned map[Ref]*owned
}

// leaseTime is how long a queue stays with a node that no longer uses it.
const leaseTime = 30 * time.Second

// limits are those that tests make smaller.
type limits struct{ window, lookahead, inFlight int }

// New gives the engine over a store; register its Tasks. It reads and writes
// nothing yet.
func New(o Options) *Engine {
	e := &Engine{store: o.Store, tasks: o.Tasks, clock: o.Clock, log: o.Log, node: o.Node, owned: map[Ref]*owned{}, limits: limits{window, lookahead, MaxInFlight}}
	if e.clock == nil {
		e.clock = clock.System{}
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	if e.node == "" {
		e.node = "local"
	}
	e.leases = lease.New("queue.lease", e.clock)
	e.ctx, e.cancel = context.WithCancel(context.Background())
	e.hurry = make(chan struct{})
	e.drain = sync.OnceFunc(func() { close(e.hurry) })
	return e
}

// Hurry answers whoever waits for messages, from now on at once: the program is
// about to end.
func (e *Engine) Hurry() { e.drain() }

// Close wakes whoever waits for messages and ends the engine's own work.
func (e *Engine) Close() {
	e.Hurry()
	e.cancel()
	e.mu.Lock()
	defer e.mu.Unlock()
	for ref, q := range e.owned {
		delete(e.owned, ref)
		q.forget()
	}
}

// errGone says that a queue's memory was dropped while it was used.
var errGone = errors.New("queue: memory dropped")

// maxTries bounds how often an operation begins again because the queue went
// elsewhere or was purged meanwhile.
const maxTries = 10

// on runs f on the queue's memory, again where that was outdated.
func on[T any](ctx context.Context, e *Engine, ref Ref, f func(*owned) (T, error)) (out T, err error) {
	for range maxTries {
		var q *owned
		if q, err = e.own(ctx, ref); err != nil {
			return out, err
		}
		out, err = f(q)
		if !errors.Is(err, lease.ErrLost) && !errors.Is(err, errGone) {
			return out, err
		}
		e.drop(q)
	}
	return out, err
}

// own gives the queue's memory, with the lease taken before.
func (e *Engine) own(ctx context.Context, ref Ref) (*owned, error) {
	if q := e.known(ref); q != nil {
		return q, nil
	}
	// The work goes on for others when this caller gives up.
	ch := e.flight.DoChan(ref.Space+"\x00"+ref.Name, func() (any, error) {
		if q := e.known(ref); q != nil {
			return q, nil
		}
		q, err := e.take(ref)
		if err != nil {
			return nil, err
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.ctx.Err() != nil {
			return nil, kv.ErrClosed
		}
		e.makeRoom()
		e.owned[ref] = q
		return q, nil
	})
	select {
	case r := <-ch:
		if r.Err != nil {
			return nil, r.Err
		}
		q, _ := r.Val.(*owned)
		return q, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (e *Engine) known(ref Ref) *owned {
	e.mu.Lock()
	defer e.mu.Unlock()
	q := e.owned[ref]
	if q != nil {
		q.used.Store(e.clock.Now().UnixNano())
	}
	return q
}

// makeRoom drops what was idle for a minute, where many queues are in memory.
func (e *Engine) makeRoom() {
	if len(e.owned) < maxOwned {
		return
	}
	idle := e.clock.Now().Add(-time.Minute).UnixNano()
	for ref, q := range e.owned {
		if q.used.Load() < idle {
			delete(e.owned, ref)
			q.forget()
		}
	}
}

// drop forgets a queue's memory; whoever uses or waits on it begins again.
func (e *Engine) drop(q *owned) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.owned[q.ref] == q {
		delete(e.owned, q.ref)
		q.forget()
	}
}

// take loads a queue: its record, a lease, and a block of numbers.
func (e *Engine) take(ref Ref) (*owned, error) {
	var q *owned
	err := e.store.Update(e.ctx, func(tx kv.Tx) error {
		rec, err := queues.In(ref.Space).Get(tx, ref.Name)
		if errors.Is(err, kv.ErrNotFound) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		held, err := e.leases.Acquire(tx, leaseName(rec.ID), e.node, leaseTime)
		if errors.Is(err, lease.ErrHeld) {
			return fmt.Errorf("%w: %w", ErrElsewhere, err)
		}
		if err != nil {
			return err
		}
		upto, err := kv.Advance(tx, keySeq(rec.ID), block)
		if err != nil {
			return err
		}
		q = newOwned(e, &rec, held, upto)
		return nil
	})
	return q, err
}

func nonce() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint64(b[:])
}

func nanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
