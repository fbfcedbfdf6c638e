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
		opts := pebblekv.Options{FS: fs}
		if _, ok := fs.(*vfs.Mem); ok {
			// A small memtable, so that power cuts hit flushes and compactions, too.
			opts.MemTableSize = 64 << 10
		}
		s, err := pebblekv.Open(dir, opts)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
