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

	mu      sync.Mutex
	entries []entry // the commits floor+1 ... last
	floor   uint64
	bytes   int
}

type entry struct {
	keys  []string
	bytes int
}

// add enters a commit and returns its number. The caller has the commit lock.
func (h *history) add(writes []write) uint64 {
	e := entry{keys: make([]string, len(writes))}
	for i := range writes {
		e.keys[i] = writes[i].key
		e.bytes += len(writes[i].key) + 16
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(h.entries, e)
	h.bytes += e.bytes
	return h.last.Add(1)
}

// trim forgets commits that nobody asks for any more: all that are synced when
// nobody is active, else the oldest beyond the bounds.
func (h *history) trim(synced uint64, active bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for n < len(h.entries) && h.floor+uint64(n) < synced {
		if active && len(h.entries)-n <= maxHistoryCommits && h.bytes <= maxHistoryBytes {
			break
		}
		h.bytes -= h.entries[n].bytes
		h.entries[n] = entry{}
		n++
	}
	h.floor += uint64(n)
	if h.entries = h.entries[n:]; len(h.entries) == 0 && cap(h.entries) > 1024 {
		h.entries = nil
	}
}

// conflict tells whether a commit after base wrote anything that was read, or
// base is too old to know, and up to which commit that was looked at.
func (h *history) conflict(r *readSet, base uint64) (upto uint64, conflict bool) {
	if h.last.Load() == base {
		return base, false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if base < h.floor {
		return base, true
	}
	for _, e := range h.entries[base-h.floor:] {
		for _, k := range e.keys {
			if r.contains(k) {
				return base, true
			}
		}
	}
	return h.floor + uint64(len(h.entries)), false
}

// newest returns the last commit after base that wrote a key for which match
// holds, or 0.
func (h *history) newest(base uint64, match func(string) bool) uint64 {
	if h.last.Load() <= base {
		return 0
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.entries) - 1; i >= 0 && h.floor+uint64(i) >= base; i-- {
		for _, k := range h.entries[i].keys {
			if match(k) {
				return h.floor + uint64(i) + 1
			}
		}
	}
	return 0
}
