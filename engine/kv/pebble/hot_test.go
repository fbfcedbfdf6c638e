package pebblekv

import (
	"fmt"
	"testing"
)

func TestHotKeepsNoOldValue(t *testing.T) {
	h := newHot(1 << 20)
	key := []byte("k")
	_, ok, mark := h.get(key)
	if ok {
		t.Fatal("an empty cache has a value")
	}
	h.forget([]write{{key: "k"}}) // a commit, between the read and put
	h.put(key, []byte("old"), mark)
	if v, ok, _ := h.get(key); ok {
		t.Fatalf("kept %q, which a commit wrote over", v)
	}
	_, _, mark = h.get(key)
	h.put(key, []byte("new"), mark)
	v, ok, _ := h.get(key)
	if !ok || string(v) != "new" {
		t.Fatalf("got %q, %v", v, ok)
	}
	v[0] = 'X' // the caller's to change
	if v, _, _ := h.get(key); string(v) != "new" {
		t.Fatalf("the caller changed the kept value to %q", v)
	}
	h.forget([]write{{key: "k"}})
	if _, ok, _ := h.get(key); ok {
		t.Fatal("a written key is still kept")
	}
}

func TestHotIsBounded(t *testing.T) {
	const bytes = 64 << 10
	h := newHot(bytes)
	for i := range 10_000 {
		key := fmt.Appendf(nil, "key %d", i)
		_, _, mark := h.get(key)
		h.put(key, make([]byte, i%(2*maxHotValue)), mark)
	}
	total := 0
	for i := range h.shards {
		s := &h.shards[i]
		for k, v := range s.values {
			if len(v) > maxHotValue {
				t.Errorf("kept %d bytes", len(v))
			}
			total += hotSize(len(k), len(v))
			s.bytes -= hotSize(len(k), len(v))
		}
		if s.bytes != 0 {
			t.Errorf("shard %d counts %d bytes too many", i, s.bytes)
		}
	}
	if total == 0 || total > bytes {
		t.Errorf("keeps %d bytes of at most %d", total, bytes)
	}
}
