package pebblekv

import (
	"hash/maphash"
	"sync"
)

// hot keeps small values that are read again and again. A read of Pebble looks
// through memtables and levels, which costs microseconds even where all blocks
// are in memory; one of these costs a lookup in a map.
//
// It never holds an older value than that of the last applied commit: commits
// forget what they wrote before they count as applied, and a value that was read
// while its shard forgot something is not kept.
type hot struct {
	seed   maphash.Seed
	shards [hotShards]hotShard
}

const (
	hotShards   = 64
	maxHotValue = 1 << 10 // bytes
)

type hotShard struct {
	mu     sync.RWMutex
	values map[string][]byte
	bytes  int
	max    int
	forgot uint64 // how often something was
}

func newHot(bytes int64) *hot {
	h := &hot{seed: maphash.MakeSeed()}
	for i := range h.shards {
		h.shards[i].values = make(map[string][]byte)
		h.shards[i].max = int(bytes) / hotShards
	}
	return h
}

func (h *hot) shard(hash uint64) *hotShard { return &h.shards[hash%hotShards] }

// get gives a copy of a value. Where there is none, mark is for put.
func (h *hot) get(key []byte) (value []byte, ok bool, mark uint64) {
	s := h.shard(maphash.Bytes(h.seed, key))
	s.mu.RLock()
	defer s.mu.RUnlock()
	v, ok := s.values[string(key)]
	if !ok {
		return nil, false, s.forgot
	}
	return append(make([]byte, 0, len(v)), v...), true, 0
}

// put keeps a copy of what was read after get gave the mark.
func (h *hot) put(key, value []byte, mark uint64) {
	size := hotSize(len(key), len(value))
	s := h.shard(maphash.Bytes(h.seed, key))
	if len(value) > maxHotValue || size > s.max {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.values[string(key)]; ok || s.forgot != mark {
		return
	}
	for k := range s.values { // any: the order of maps is random
		if s.bytes+size <= s.max {
			break
		}
		s.drop(k)
	}
	s.values[string(key)] = append(make([]byte, 0, len(value)), value...)
	s.bytes += size
}

// forget drops what a commit writes.
func (h *hot) forget(writes []write) {
	for i := range writes {
		s := h.shard(maphash.String(h.seed, writes[i].key))
		s.mu.Lock()
		s.forgot++
		s.drop(writes[i].key)
		s.mu.Unlock()
	}
}

func (s *hotShard) drop(key string) {
	if v, ok := s.values[key]; ok {
		s.bytes -= hotSize(len(key), len(v))
		delete(s.values, key)
	}
}

// hotSize is about what an entry costs.
func hotSize(key, value int) int { return key + value + 64 }
