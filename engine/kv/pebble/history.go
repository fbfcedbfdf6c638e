package pebblekv

import (
	"sync"
	"sync/atomic"
)

// Bounds of what is kept of recent commits.
const (
	maxHistoryCommits = 1 << 16
	maxHistoryBytes   = 8 << 20 // of keys
)

// history knows which keys recent commits wrote. Commits are numbered from 1 in
// the order in which they are applied. A commit is entered before it is applied
// and counts as applied after, so whoever saw applied() == n has everything up
// to n, and whatever more he has is entered.
type history struct {
	last    atomic.Uint64 // number of the last commit entered
	applied atomic.Uint64 // number of the last commit applied

	mu      sync.RWMutex
	entries []entry           // the commits floor+1 ... last
	byKey   map[string]uint64 // the last of them that wrote a key
	floor   uint64
	bytes   int
}

type entry struct {
	keys  []string
	bytes int
}

// add enters a commit and returns its number. The caller has the commit lock.
func (h *history) add(writes []write) uint64 {
	const perKey = 64 // about what a key costs besides itself
	e := entry{keys: make([]string, len(writes))}
	for i := range writes {
		e.keys[i] = writes[i].key
		e.bytes += len(writes[i].key) + perKey
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(h.entries, e)
	h.bytes += e.bytes
	n := h.last.Add(1)
	if h.byKey == nil {
		h.byKey = make(map[string]uint64)
	}
	for _, k := range e.keys {
		h.byKey[k] = n
	}
	return n
}

// trim forgets commits that nobody asks for any more: all that are synced when
// nobody is active, else the oldest beyond the bounds.
func (h *history) trim(synced uint64, active bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.floor < synced && len(h.entries) > 0 {
		if active && len(h.entries) <= maxHistoryCommits && h.bytes <= maxHistoryBytes {
			return
		}
		e := h.entries[0]
		h.entries[0] = entry{}
		h.entries = h.entries[1:]
		h.floor++
		h.bytes -= e.bytes
		for _, k := range e.keys {
			if h.byKey[k] == h.floor {
				delete(h.byKey, k)
			}
		}
	}
	if len(h.entries) == 0 && cap(h.entries) > 1024 {
		h.entries, h.byKey = nil, nil // after a burst
	}
}

// conflict tells whether a commit after base wrote anything that was read, or
// base is too old to know, and up to which commit that was looked at.
func (h *history) conflict(r *readSet, base uint64) (upto uint64, conflict bool) {
	if h.last.Load() == base {
		return base, false
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	if base < h.floor || h.find(r, base) > 0 {
		return base, true
	}
	return h.floor + uint64(len(h.entries)), false
}

// newest returns the last commit after base that wrote anything of r, or 0.
func (h *history) newest(r *readSet, base uint64) uint64 {
	if h.last.Load() <= base {
		return 0
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.find(r, base)
}

// newestOf is newest for one key.
func (h *history) newestOf(key []byte, base uint64) uint64 {
	if h.last.Load() <= base {
		return 0
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	if n := h.byKey[string(key)]; n > base {
		return n
	}
	return 0
}

func (h *history) find(r *readSet, base uint64) (n uint64) {
	for _, k := range r.keys {
		if m := h.byKey[k]; m > base {
			n = max(n, m)
		}
	}
	if len(r.spans) == 0 {
		return n
	}
	for m := h.floor + uint64(len(h.entries)); m > max(n, base, h.floor); m-- {
		for _, k := range h.entries[m-h.floor-1].keys {
			if r.spanned(k) {
				return m
			}
		}
	}
	return n
}
