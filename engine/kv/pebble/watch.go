package pebblekv

import (
	"context"
	"sync"
	"sync/atomic"
)

// hub wakes the watchers of prefixes. Its cost for a written key grows with the
// number of different lengths of prefixes, not with the number of watchers.
type hub struct {
	count atomic.Int64

	mu       sync.RWMutex
	byPrefix map[string]map[chan struct{}]struct{}
	lengths  map[int]int // of prefixes, and how many have it
}

// Watch implements [kv.Store]. The channel closes with the store, too.
func (s *Store) Watch(ctx context.Context, prefix []byte) <-chan struct{} {
	ch := make(chan struct{}, 1)
	if !s.calls.enter() {
		close(ch)
		return ch
	}
	defer s.calls.leave()
	p := string(prefix)
	s.hub.add(p, ch)
	var once sync.Once
	stop := func() { once.Do(func() { s.hub.remove(p, ch) }) }
	forget := context.AfterFunc(s.ctx, stop)
	context.AfterFunc(ctx, func() {
		forget() // or the store would keep it until Close
		stop()
	})
	return ch
}

func (h *hub) add(p string, ch chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.byPrefix == nil {
		h.byPrefix = make(map[string]map[chan struct{}]struct{})
		h.lengths = make(map[int]int)
	}
	if h.byPrefix[p] == nil {
		h.byPrefix[p] = make(map[chan struct{}]struct{})
		h.lengths[len(p)]++
	}
	h.byPrefix[p][ch] = struct{}{}
	h.count.Add(1)
}

func (h *hub) remove(p string, ch chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.byPrefix[p], ch)
	if len(h.byPrefix[p]) == 0 {
		delete(h.byPrefix, p)
		if h.lengths[len(p)]--; h.lengths[len(p)] == 0 {
			delete(h.lengths, len(p))
		}
	}
	h.count.Add(-1)
	close(ch)
}

func (h *hub) wake(writes []write) {
	if h.count.Load() == 0 {
		return
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	for i := range writes {
		key := writes[i].key
		for n := range h.lengths {
			if n > len(key) {
				continue
			}
			for ch := range h.byPrefix[key[:n]] {
				select {
				case ch <- struct{}{}:
				default:
				}
			}
		}
	}
}
