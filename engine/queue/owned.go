package queue

import (
	"container/heap"
	"container/list"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/lease"
)

// block is how many sequence numbers are taken from the store at a time. What is
// left of a block when the queue is dropped stays unused.
const block = 1 << 20

// owned is a queue in memory, under this node's lease.
type owned struct {
	e    *Engine
	ref  Ref
	id   uint64
	rec  atomic.Pointer[Queue]
	used atomic.Int64
	gone chan struct{} // closed when the memory is dropped

	lease    atomic.Pointer[lease.Lease]
	renewing atomic.Bool

	// fillMu orders whoever reads the store for messages that are not in memory.
	// It is taken before mu.
	fillMu sync.Mutex

	mu          sync.Mutex
	freed       sync.Cond // a claim has ended
	forgotten   bool      // nobody finds it any more
	next, limit uint64    // the next sequence number, and the end of the block
	// All messages below cursor are in memory, or gone. Those above are, too,
	// unless there is a backlog.
	cursor  uint64
	backlog bool
	filling bool

	// stored is how many messages are in the store alone, without those in the
	// range from countFrom to countTo, which nobody has counted yet.
	stored             int64
	countFrom, countTo uint64

	entries  map[uint64]*entry
	sending  map[uint64]*entry   // being sent
	ahead    map[uint64]struct{} // at or above cursor, and in memory nevertheless
	groups   map[string]*group
	runnable list.List // *group that have something to give, in turns
	due      byTime    // delayed and in flight
	nReady   int
	nDelayed int
	nFlying  int
	waiters  list.List // chan struct{} of those who wait for messages
	attempts map[string]*attempt
}

func newOwned(e *Engine, rec *Queue, held lease.Lease, upto uint64) *owned {
	q := &owned{
		e: e, ref: rec.Ref, id: rec.ID, gone: make(chan struct{}),
		next: upto - block + 1, limit: upto + 1,
		cursor: rec.PurgedTo + 1, backlog: true, countFrom: rec.PurgedTo + 1, countTo: upto - block + 1,
		entries: map[uint64]*entry{}, sending: map[uint64]*entry{}, ahead: map[uint64]struct{}{},
		groups: map[string]*group{}, attempts: map[string]*attempt{},
	}
	q.freed.L = &q.mu
	q.rec.Store(rec)
	q.lease.Store(&held)
	q.used.Store(e.clock.Now().UnixNano())
	return q
}

// forget gives back what the memory holds. The engine's lock is held.
func (q *owned) forget() {
	close(q.gone)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.forgotten = true
	for _, m := range q.entries {
		q.e.kept.Add(-int64(len(m.body)))
	}
}

// fence makes a transaction fail if the queue has gone to another owner.
func (q *owned) fence(tx kv.Tx) error { return q.e.leases.Check(tx, *q.lease.Load()) }

// update runs a change of the queue in one fenced transaction.
func (q *owned) update(ctx context.Context, f func(kv.Tx) error) error {
	q.renew()
	err := q.e.store.Update(ctx, func(tx kv.Tx) error {
		if err := q.fence(tx); err != nil {
			return err
		}
		return f(tx)
	})
	if errors.Is(err, kv.ErrCommitUnknown) {
		q.e.drop(q) // memory may be wrong now: the store tells
	}
	return err
}

// renew prolongs the lease in the background when a third of its time is left.
// The fence guards changes, not time, so being late is no harm.
func (q *owned) renew() {
	held := *q.lease.Load()
	if q.e.clock.Now().Before(held.Until.Add(-leaseTime/3)) || !q.renewing.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer q.renewing.Store(false)
		err := q.e.store.Update(q.e.ctx, func(tx kv.Tx) error {
			next, err := q.e.leases.Renew(tx, held, leaseTime)
			if err == nil {
				q.lease.Store(&next) // the token, which counts, is the same
			}
			return err
		})
		switch {
		case errors.Is(err, lease.ErrLost):
			q.e.drop(q)
		case err != nil && q.e.ctx.Err() == nil:
			q.e.log.Warn("a queue's lease can't be renewed", "queue", q.id, "err", err)
		}
	}()
}

// The functions below need the lock.

// admit puts a message into its place in memory.
func (q *owned) admit(m *entry, s state) {
	g := m.group
	if g == nil {
		if g = q.groups[m.index.group]; g == nil {
			g = &group{name: m.index.group}
			q.groups[m.index.group] = g
		}
		g.members++
		m.group = g
		q.entries[m.seq] = m
	}
	m.state = s
	switch s {
	case pending:
		if q.fifo() {
			heap.Push(&g.waiting, m)
		}
		return
	case inFlight:
		q.nFlying++
		g.inFlight++
		q.wait(m)
		return
	case delayed:
		q.nDelayed++
		q.wait(m)
	case ready:
		q.nReady++
	}
	if q.fifo() || s == ready {
		heap.Push(&g.waiting, m)
		q.check(g)
	}
}

// sentNow turns a message that was being sent into one that is there.
func (q *owned) sentNow(m *entry, now int64) {
	s := ready
	if m.visible > now {
		s = delayed
	}
	if !q.fifo() {
		q.admit(m, s)
		return
	}
	m.state = s
	if s == delayed {
		q.nDelayed++
		q.wait(m)
	} else {
		q.nReady++
	}
	q.check(m.group)
}

// wait lets a message wait for its time.
func (q *owned) wait(m *entry) {
	heap.Push(&q.due, m)
	if m.due == 1 {
		q.wakeOne() // who sleeps must know that it is sooner
	}
}

func (q *owned) unwait(m *entry) {
	if m.due > 0 {
		heap.Remove(&q.due, m.due-1)
	}
}

// advance makes visible what is due.
func (q *owned) advance(now int64) {
	for len(q.due) > 0 && q.due[0].visible <= now {
		m, _ := heap.Pop(&q.due).(*entry)
		if m.state == delayed {
			q.nDelayed--
		} else {
			q.nFlying--
			m.group.inFlight--
		}
		q.show(m, m.state == inFlight || !q.fifo())
	}
}

// show makes a message visible; again says that it stands nowhere yet.
func (q *owned) show(m *entry, again bool) {
	m.state = ready
	q.nReady++
	if again {
		heap.Push(&m.group.waiting, m)
	}
	q.check(m.group)
}

// check puts a group in line if it has something to give.
func (q *owned) check(g *group) {
	if g.queued {
		return
	}
	if m := g.head(); m == nil || m.state != ready || q.fifo() && g.inFlight > 0 {
		return
	}
	g.queued = true
	q.runnable.PushBack(g)
	q.wakeOne()
}

// remove takes a message out of memory for good.
func (q *owned) remove(m *entry) {
	q.unwait(m)
	was := m.state
	m.state = gone
	switch was {
	case delayed:
		q.nDelayed--
	case ready:
		q.nReady--
	case inFlight:
		q.nFlying--
		m.group.inFlight--
	}
	q.dropBody(m)
	delete(q.entries, m.seq)
	if m.group.members--; m.group.members == 0 {
		delete(q.groups, m.group.name)
	}
	q.check(m.group)
}

func (q *owned) dropBody(m *entry) {
	if !q.forgotten {
		q.e.kept.Add(-int64(len(m.body)))
	}
	m.body = nil
}

// wakeOne wakes the one who has waited longest.
func (q *owned) wakeOne() {
	if first := q.waiters.Front(); first != nil {
		ch, _ := q.waiters.Remove(first).(chan struct{})
		close(ch)
	}
}

func (q *owned) fifo() bool { return q.rec.Load().FIFO }

func (q *owned) now() int64 { return q.e.clock.Now().UnixNano() }

// claim waits until no transaction is under way on any of the messages and marks
// them as this one's. The lock is held, and given up while waiting; find names
// the messages anew each time.
func (q *owned) claim(find func() []*entry) []*entry {
	for {
		list := find()
		if !slices.ContainsFunc(list, func(m *entry) bool { return m.busy }) {
			for _, m := range list {
				m.busy = true
			}
			return list
		}
		q.freed.Wait()
	}
}

// release ends a claim.
func (q *owned) release(list []*entry) {
	for _, m := range list {
		m.busy = false
	}
	q.freed.Broadcast()
}

func expired(sent int64, retention time.Duration, now int64) bool {
	return sent+int64(retention) <= now
}
