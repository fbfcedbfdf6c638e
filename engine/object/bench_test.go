package object_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/blob/blobtest"
	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/vfs"
)

type noTasks struct{}

func (noTasks) Enqueue(kv.Tx, task.Task) error { return nil }

// onDisk opens an engine with a bucket "b" on the machine's disk.
func onDisk(b *testing.B) (*object.Engine, kv.Store) {
	b.Helper()
	ctx := context.Background()
	dir := b.TempDir()
	store, err := pebblekv.Open(dir+"/kv", pebblekv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	blobs, err := blob.Open(ctx, blob.Options{FS: vfs.OS(), Dir: dir + "/blobs", Store: store, Tasks: noTasks{}})
	if err != nil {
		b.Fatal(err)
	}
	e, err := object.Open(ctx, object.Options{Store: store, Blobs: blobs, Tasks: noTasks{}})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := e.CreateBucket(ctx, object.Bucket{Name: "b", Account: "1"}); err != nil {
		b.Fatal(err)
	}
	return e, store
}

// cpu is the processor time that the process used, in nanoseconds.
func cpu(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// spread runs f b.N times on as many goroutines. It also reports processor
// time, which a busy machine spoils less.
func spread(b *testing.B, workers int, f func(n int64) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	before := cpu(b)
	for range workers {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				if err := f(n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
}

func put(e *object.Engine, key string, data []byte, want ...object.Algorithm) error {
	_, err := e.Put(context.Background(), object.PutInput{
		Bucket: "b", Key: key, Owner: "1", System: map[string]string{"Content-Type": "application/octet-stream"},
		Body: object.Body{Reader: bytes.NewReader(data), Length: int64(len(data)), Want: want},
	})
	return err
}

// BenchmarkPutSmall compares with Commit, the store alone.
func BenchmarkPutSmall(b *testing.B) {
	e, _ := onDisk(b)
	data := blobtest.Bytes(1, 4096)
	spread(b, 64, func(n int64) error { return put(e, fmt.Sprintf("k%d", n), data, object.CRC64NVME) })
}

// BenchmarkCommit is as many durable commits of as many bytes.
func BenchmarkCommit(b *testing.B) {
	_, store := onDisk(b)
	data := blobtest.Bytes(1, 4096)
	spread(b, 64, func(n int64) error {
		return store.Update(context.Background(), func(tx kv.Tx) error {
			return tx.Set(kv.NewKey("bench").Uint(uint64(n)), data)
		})
	})
}

func BenchmarkPutLarge(b *testing.B) {
	for _, sum := range []object.Algorithm{object.MD5, object.CRC32, object.CRC64NVME, object.SHA256} {
		b.Run(string(sum), func(b *testing.B) {
			e, _ := onDisk(b)
			data := blobtest.Bytes(1, 64<<20)
			b.SetBytes(int64(len(data)))
			spread(b, 1, func(int64) error { return put(e, "k", data, sum) })
		})
	}
}

func BenchmarkGet(b *testing.B) {
	for _, size := range []int{4 << 10, 1 << 20, 64 << 20} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			e, _ := onDisk(b)
			if err := put(e, "k", blobtest.Bytes(1, size)); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(size))
			spread(b, 8, func(int64) error {
				c, err := e.Open(context.Background(), object.GetInput{Bucket: "b", Key: "k"})
				if err != nil {
					return err
				}
				defer c.Close()
				r, err := c.Range(0, -1)
				if err != nil {
					return err
				}
				defer r.Close()
				_, err = io.Copy(io.Discard, r)
				return err
			})
		})
	}
}

// BenchmarkListMillion lists a bucket of a million keys: 1,000 of them, or the
// 10 common prefixes that cover 100,000 each.
func BenchmarkListMillion(b *testing.B) {
	e, _ := onDisk(b)
	const keys = 1_000_000
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for n := next.Add(1) - 1; n < keys; n = next.Add(1) - 1 {
				if err := put(e, fmt.Sprintf("%d/%06d", n%10, n), nil); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for name, in := range map[string]object.ListInput{
		"1000 keys":   {Bucket: "b", Max: 1000, After: "5/"},
		"10 prefixes": {Bucket: "b", Max: 1000, Delimiter: "/"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p, err := e.List(context.Background(), in)
				if err != nil || len(p.Objects)+len(p.Prefixes) < 10 {
					b.Fatal(p, err)
				}
			}
		})
		b.Run(name+", versions", func(b *testing.B) {
			for b.Loop() {
				p, err := e.ListVersions(context.Background(), in)
				if err != nil || len(p.Objects)+len(p.Prefixes) < 10 {
					b.Fatal(p, err)
				}
			}
		})
	}
}
