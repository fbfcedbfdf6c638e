package blob_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/blob/blobtest"
	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/vfs"
)

func openPebble(fs vfs.FS, dir string) (blobtest.Store, error) {
	return pebblekv.Open(dir, pebblekv.Options{FS: fs, MemTableSize: 1 << 20})
}

func TestSuite(t *testing.T) { blobtest.Run(t, openPebble) }

type noTasks struct{}

func (noTasks) Enqueue(kv.Tx, task.Task) error { return nil }

// onDisk opens blobs on the machine's disk.
func onDisk(t testing.TB, inline int) (*blob.Store, kv.Store) {
	t.Helper()
	dir := t.TempDir()
	store, err := pebblekv.Open(dir+"/kv", pebblekv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	b, err := blob.Open(context.Background(), blob.Options{
		FS: vfs.OS(), Dir: dir + "/blobs", Store: store, Tasks: noTasks{}, Inline: inline,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, store
}

// TestBoundedMemory streams a big blob both ways.
func TestBoundedMemory(t *testing.T) {
	b, store := onDisk(t, 0)
	const size = 256 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	st, err := b.Write(t.Context(), io.LimitReader(zeros{}, size))
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Update(t.Context(), st.Link); err != nil {
		t.Fatal(err)
	}
	r, err := b.Open(t.Context(), st.Ref())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	n, err := io.Copy(io.Discard, r.Range(0, size))
	if n != size || err != nil {
		t.Fatalf("read %d, %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d bytes allocated for a blob of %d", used, size)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// BenchmarkWrite shows where the line between small blobs and files is: the
// same bytes in the store and in a file.
func BenchmarkWrite(b *testing.B) {
	for _, writers := range []int{1, 64} {
		for _, size := range []int{4 << 10, 16 << 10, 32 << 10, 64 << 10, 128 << 10} {
			for name, inline := range map[string]int{"store": blob.MaxInline, "file": -1} {
				b.Run(fmt.Sprintf("writers=%d/%dKiB/%s", writers, size>>10, name), func(b *testing.B) {
					benchWrite(b, writers, size, inline)
				})
			}
		}
	}
	b.Run("writers=1/64MiB/file", func(b *testing.B) { benchWrite(b, 1, 64<<20, 0) })
}

func benchWrite(b *testing.B, writers, size, inline int) {
	blobs, store := onDisk(b, inline)
	data := blobtest.Bytes(1, size)
	var next atomic.Int64
	var wg sync.WaitGroup
	b.SetBytes(int64(size))
	b.ResetTimer()
	for range writers {
		wg.Go(func() {
			for next.Add(1) <= int64(b.N) {
				st, err := blobs.Write(b.Context(), bytes.NewReader(data))
				if err == nil {
					err = store.Update(b.Context(), st.Link)
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkRead(b *testing.B) {
	for _, size := range []int{4 << 10, 1 << 20, 64 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			blobs, store := onDisk(b, 0)
			st, err := blobs.Write(b.Context(), bytes.NewReader(blobtest.Bytes(1, size)))
			if err == nil {
				err = store.Update(b.Context(), st.Link)
			}
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(size))
			for b.Loop() {
				r, err := blobs.Open(b.Context(), st.Ref())
				if err != nil {
					b.Fatal(err)
				}
				x := r.Range(0, int64(size))
				if _, err := io.Copy(io.Discard, x); err != nil {
					b.Fatal(err)
				}
				_, _ = x.Close(), r.Close()
			}
		})
	}
}
