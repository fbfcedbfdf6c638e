package vfs_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/cumulet/cumulet/internal/vfs"
)

func TestWriteFileSurvivesACrash(t *testing.T) {
	fs := vfs.NewMem()
	if err := vfs.MkdirAll(fs, "/data/a/b"); err != nil {
		t.Fatal(err)
	}
	if err := vfs.WriteFile(fs, "/data/a/b/f", []byte("one")); err != nil {
		t.Fatal(err)
	}
	after := fs.Crash(0, nil)
	got, err := vfs.ReadFile(after, "/data/a/b/f")
	if err != nil || string(got) != "one" {
		t.Fatalf("after the crash: %q, %v", got, err)
	}
}

func TestUnsyncedIsForgotten(t *testing.T) {
	fs := vfs.NewMem()
	f, err := fs.Create("/f", vfs.Unspecified)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := f.Sync(); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Crash(0, nil).Stat("/f"); err == nil {
		t.Error("a name survived although its directory was not synced")
	}
	if _, err := fs.Crash(100, rand.New(rand.NewPCG(1, 2))).Stat("/f"); err != nil {
		t.Errorf("with 100 %% kept the name is gone: %v", err)
	}
	if err := vfs.SyncDir(fs, "/"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Crash(0, nil).Stat("/f"); err != nil {
		t.Errorf("synced name is gone: %v", err)
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name string
		rule func(vfs.Op) error
		want func(error) bool
	}{
		{"sync", vfs.FailSyncs, func(err error) bool { return errors.Is(err, vfs.ErrIO) }},
		{"write", vfs.FailWrites, func(err error) bool { return errors.Is(err, vfs.ErrIO) }},
		{"full", vfs.DiskFull, vfs.IsNoSpace},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fs := vfs.WithFaults(vfs.NewMem())
			if err := vfs.WriteFile(fs, "/f", []byte("one")); err != nil {
				t.Fatal(err)
			}
			fs.Fail(tt.rule)
			if err := vfs.WriteFile(fs, "/f", []byte("two")); !tt.want(err) {
				t.Fatalf("got %v", err)
			}
			fs.Fail(nil)
			got, err := vfs.ReadFile(fs, "/f")
			if err != nil || string(got) != "one" {
				t.Fatalf("the failed write shows: %q, %v", got, err)
			}
		})
	}
}

func TestFailReads(t *testing.T) {
	fs := vfs.WithFaults(vfs.NewMem())
	if err := vfs.WriteFile(fs, "/f", []byte("one")); err != nil {
		t.Fatal(err)
	}
	fs.Fail(vfs.FailReads)
	if _, err := vfs.ReadFile(fs, "/f"); !errors.Is(err, vfs.ErrIO) {
		t.Fatalf("got %v", err)
	}
}

func TestSetFree(t *testing.T) {
	fs := vfs.NewMem()
	fs.SetFree(10, 100)
	u, err := fs.GetDiskUsage("/")
	if err != nil || u.AvailBytes != 10 || u.UsedBytes != 90 {
		t.Fatalf("usage %+v, %v", u, err)
	}
}
