package pebblekv_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
)

func open(b *testing.B) *pebblekv.Store {
	b.Helper()
	s, err := pebblekv.Open(b.TempDir(), pebblekv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

func benchKey(n uint64) []byte { return kv.NewKey("bench").Uint(n) }

// BenchmarkCommit is the number of durable commits a second by as many writers:
// the "commits" of the design's numbers.
func BenchmarkCommit(b *testing.B) {
	for _, writers := range []int{1, 8, 64} {
		for _, size := range []int{100, 1024, 4096} {
			b.Run(fmt.Sprintf("writers=%d/bytes=%d", writers, size), func(b *testing.B) {
				benchCommit(b, writers, size, false)
			})
		}
		b.Run(fmt.Sprintf("writers=%d/read-and-write", writers), func(b *testing.B) {
			benchCommit(b, writers, 1024, true)
		})
	}
}

// BenchmarkCommit64 is 64 writers of 1 KiB.
func BenchmarkCommit64(b *testing.B) { benchCommit(b, 64, 1024, false) }

func benchCommit(b *testing.B, writers, size int, read bool) {
	s := open(b)
	ctx := context.Background()
	var next atomic.Uint64
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range writers {
		wg.Go(func() {
			value := make([]byte, size)
			for i := range len(value) / 8 {
				binary.NativeEndian.PutUint64(value[8*i:], rand.Uint64())
			}
			for {
				n := next.Add(1)
				if n > uint64(b.N) {
					return
				}
				err := s.Update(ctx, func(tx kv.Tx) error {
					if read {
						for i := range uint64(2) {
							if _, err := tx.Get(benchKey(n - n%2 + i)); err != nil && !errors.Is(err, kv.ErrNotFound) {
								return err
							}
						}
					}
					return tx.Set(benchKey(n), value)
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	report(b, "commits/s")
	b.ReportMetric(float64(s.Stats().Conflicts)/float64(b.N), "conflicts/op")
}

func report(b *testing.B, unit string) {
	b.ReportMetric(float64(b.N)/max(b.Elapsed(), time.Nanosecond).Seconds(), unit)
}

const benchKeys = 100_000

func filled(b *testing.B) *pebblekv.Store {
	b.Helper()
	s := open(b)
	value := make([]byte, 256)
	for i := uint64(0); i < benchKeys; i += 1000 {
		err := s.Update(context.Background(), func(tx kv.Tx) error {
			for j := range uint64(1000) {
				if err := tx.Set(benchKey(i+j), value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// BenchmarkGet is a View with one Get, and with two, of 100,000 keys.
func BenchmarkGet(b *testing.B) {
	s := filled(b)
	for _, gets := range []int{1, 2, 5} {
		b.Run(fmt.Sprintf("gets=%d", gets), func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					err := s.View(context.Background(), func(tx kv.Tx) error {
						for range gets {
							if _, err := tx.Get(benchKey(rand.Uint64N(benchKeys))); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
			report(b, "views/s")
		})
	}
}

// BenchmarkScan is a View that scans 100 pairs.
func BenchmarkScan(b *testing.B) {
	s := filled(b)
	b.ReportAllocs()
	for b.Loop() {
		err := s.View(context.Background(), func(tx kv.Tx) error {
			for _, err := range tx.Scan(kv.Range{Start: benchKey(rand.Uint64N(benchKeys)), Limit: 100}) {
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	report(b, "scans/s")
}

// BenchmarkHotCounter has 64 writers advance one counter: each commit conflicts
// with all that run beside it.
func BenchmarkHotCounter(b *testing.B) {
	s := open(b)
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	b.ResetTimer()
	for range 64 {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				err := s.Update(context.Background(), func(tx kv.Tx) error {
					_, err := kv.Advance(tx, benchKey(0), 1)
					return err
				})
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	report(b, "commits/s")
	b.ReportMetric(float64(s.Stats().Conflicts)/float64(b.N), "conflicts/op")
}
