package pebblekv_test

import (
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/kvtest"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/vfs"
)

func TestContract(t *testing.T) {
	kvtest.Run(t, func(t testing.TB) kv.Store {
		s, err := pebblekv.Open("/data", pebblekv.Options{FS: vfs.NewMem()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
		return s
	})
}

func TestDurability(t *testing.T) {
	kvtest.RunDurability(t, func(t testing.TB, fs vfs.FS, dir string) kvtest.Embedded {
		// A small memtable, so that the crashes hit flushes and compactions, too.
		s, err := pebblekv.Open(dir, pebblekv.Options{FS: fs, MemTableSize: 64 << 10})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
