package pebblekv_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
)

// TestOldStores opens stores that older versions wrote, one directory of
// testdata for each version of the format. With CUMULET_WRITE_TESTDATA=dir it
// writes one with the version at hand.
func TestOldStores(t *testing.T) {
	if dir := os.Getenv("CUMULET_WRITE_TESTDATA"); dir != "" {
		writeOld(t, dir)
		return
	}
	dirs, err := filepath.Glob("testdata/v*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no old stores: %v", err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			work := t.TempDir()
			if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			s, err := pebblekv.Open(work, pebblekv.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			for i := range 300 {
				want := fmt.Sprint("value ", i)
				if i%3 == 0 {
					want = ""
				}
				got, _ := get(s, fmt.Sprintf("key/%03d", i))
				if got != want {
					t.Errorf("key %d = %q, want %q", i, got, want)
				}
			}
			if err := set(s, "new", "1"); err != nil {
				t.Error(err)
			}
		})
	}
}

// writeOld makes a store with a flushed part and one that is only in the log.
func writeOld(t *testing.T, dir string) {
	for part := range 2 {
		s, err := pebblekv.Open(dir, pebblekv.Options{})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Update(t.Context(), func(tx kv.Tx) error {
			for i := part * 100; i < 300; i++ {
				key, value := fmt.Appendf(nil, "key/%03d", i), fmt.Append(nil, "value ", i)
				if err := tx.Set(key, value); err != nil {
					return err
				}
				if part == 1 && i%3 == 0 || i < 100 && i%3 == 0 {
					if err := tx.Delete(key); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
