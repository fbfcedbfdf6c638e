package pebblekv

import (
	"context"
	"sync"
	"sync/atomic"
)

// syncMark knows up to which commit all is durable, and wakes who waits for it.
type syncMark struct {
	upto    atomic.Uint64
	waiting atomic.Int64

	mu      sync.Mutex
	broken  bool
	waiters map[chan struct{}]uint64
}

// advance says that the commits up to n are durable: the log is one sequence.
func (m *syncMark) advance(n uint64) {
	for {
		old := m.upto.Load()
		if old >= n {
			return
		}
		if m.upto.CompareAndSwap(old, n) {
			break
		}
	}
	if m.waiting.Load() == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	upto := m.upto.Load()
	for ch, n := range m.waiters {
		if n <= upto {
			close(ch)
			delete(m.waiters, ch)
		}
	}
}

// fail wakes all: nothing more gets durable.
func (m *syncMark) fail() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = true
	for ch := range m.waiters {
		close(ch)
		delete(m.waiters, ch)
	}
}

// wait waits until commit n is durable. It returns false if that won't be.
func (m *syncMark) wait(ctx context.Context, n uint64) (bool, error) {
	if m.upto.Load() >= n {
		return true, nil
	}
	m.waiting.Add(1)
	defer m.waiting.Add(-1)
	ch := make(chan struct{})
	m.mu.Lock()
	if m.upto.Load() >= n || m.broken {
		m.mu.Unlock()
		return m.upto.Load() >= n, nil
	}
	if m.waiters == nil {
		m.waiters = make(map[chan struct{}]uint64)
	}
	m.waiters[ch] = n
	m.mu.Unlock()
	select {
	case <-ch:
		return m.upto.Load() >= n, nil
	case <-ctx.Done():
		m.mu.Lock()
		delete(m.waiters, ch)
		m.mu.Unlock()
		return false, ctx.Err()
	}
}
