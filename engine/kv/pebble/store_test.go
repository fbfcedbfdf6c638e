package pebblekv_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/vfs"
)

func openAt(t *testing.T, fs vfs.FS, dir string) *pebblekv.Store {
	t.Helper()
	s, err := pebblekv.Open(dir, pebblekv.Options{FS: fs})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func set(s kv.Store, key, value string) error {
	return s.Update(context.Background(), func(tx kv.Tx) error { return tx.Set([]byte(key), []byte(value)) })
}

func get(s kv.Store, key string) (string, error) {
	var value []byte
	err := s.View(context.Background(), func(tx kv.Tx) (err error) {
		value, err = tx.Get([]byte(key))
		return err
	})
	return string(value), err
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	s := openAt(t, vfs.OS(), dir)
	if err := set(s, "a", "1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("second Close: %v", err)
	}
	if _, err := get(s, "a"); !errors.Is(err, kv.ErrClosed) {
		t.Errorf("Get after Close: %v", err)
	}
	s = openAt(t, vfs.OS(), dir)
	defer s.Close()
	if v, err := get(s, "a"); err != nil || v != "1" {
		t.Fatalf("got %q, %v", v, err)
	}
}

func TestLocked(t *testing.T) {
	for name, fs := range map[string]vfs.FS{"os": vfs.OS(), "mem": vfs.NewMem()} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openAt(t, fs, dir)
			if _, err := pebblekv.Open(dir, pebblekv.Options{FS: fs}); !errors.Is(err, kv.ErrLocked) {
				t.Fatalf("got %v", err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openAt(t, fs, dir)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	fs := vfs.NewMem()
	s := openAt(t, fs, "/data")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, content string
		want          string
	}{
		{"newer", "cumulet-kv 2\n", "version 2, this program reads up to 1"},
		{"damaged", "hello", "damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := vfs.WriteFile(fs, "/data/FORMAT", []byte(tt.content)); err != nil {
				t.Fatal(err)
			}
			_, err := pebblekv.Open("/data", pebblekv.Options{FS: fs})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v", err)
			}
			if tt.name == "newer" && !errors.Is(err, kv.ErrNewerFormat) {
				t.Fatalf("not an ErrNewerFormat: %v", err)
			}
		})
	}
	if err := vfs.WriteFile(fs, "/other/x", nil); err == nil {
		t.Fatal("wrote into a directory that isn't there")
	}
	if err := vfs.MkdirAll(fs, "/other"); err != nil {
		t.Fatal(err)
	}
	if err := vfs.WriteFile(fs, "/other/x", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := pebblekv.Open("/other", pebblekv.Options{FS: fs}); err == nil || !strings.Contains(err.Error(), "not a store") {
		t.Fatalf("opened a foreign directory: %v", err)
	}
}
