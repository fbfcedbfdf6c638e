package queue

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/clock"
)

func benchWorld(b *testing.B) *world {
	b.Helper()
	db, err := pebblekv.Open(b.TempDir(), pebblekv.Options{})
	if err != nil {
		b.Fatal(err)
	}
	w := &world{TB: b, db: db, clk: clock.NewManual(start)}
	w.Engine = New(Options{Store: db, Tasks: enqueuer{}, Clock: clock.System{}})
	b.Cleanup(func() { w.Close(); _ = db.Close() })
	return w
}

// parallel runs f b.N times in 64 goroutines, as often as messages were asked for.
func parallel(b *testing.B, f func()) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range 64 {
		wg.Go(func() {
			for next.Add(1) <= int64(b.N) {
				f()
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/max(b.Elapsed(), time.Nanosecond).Seconds(), "ops/s")
}

// BenchmarkSend is 64 clients that send 1 KiB each, to an empty queue and behind
// a backlog.
func BenchmarkSend(b *testing.B) {
	for _, c := range []struct {
		name    string
		backlog int
		fifo    bool
	}{{"empty", 0, false}, {"fifo", 0, true}, {"backlog", 1_000_000, false}} {
		b.Run(c.name, func(b *testing.B) {
			w := benchWorld(b)
			s := usual
			s.FIFO = c.fifo
			w.create("q", s)
			w.fillQueue("q", c.backlog, nil)
			body := make([]byte, 1024)
			var n atomic.Int64
			parallel(b, func() {
				m := NewMessage{Body: body}
				if c.fifo {
					i := n.Add(1)
					m.Group, m.Dedup = string(rune('a'+i%16)), time.Duration(i).String()
				}
				if _, err := w.Send(context.Background(), ref("q"), []NewMessage{m}); err != nil {
					b.Error(err)
				}
			})
		})
	}
}

// BenchmarkCycle is 64 clients that send, receive and delete a message of 1 KiB,
// in a queue that is empty otherwise, and in one of a million messages, right
// after a start.
func BenchmarkCycle(b *testing.B) {
	for _, c := range []struct {
		name    string
		backlog int
	}{{"empty", 0}, {"million", 1_000_000}} {
		b.Run(c.name, func(b *testing.B) {
			w := benchWorld(b)
			w.create("q", usual)
			w.fillQueue("q", c.backlog, nil)
			w.Close()
			w.Engine = New(Options{Store: w.db, Tasks: enqueuer{}, Clock: clock.System{}})
			body := make([]byte, 1024)
			parallel(b, func() {
				ctx := context.Background()
				if _, err := w.Send(ctx, ref("q"), []NewMessage{{Body: body}}); err != nil {
					b.Error(err)
				}
				msgs, err := w.Receive(ctx, ref("q"), ReceiveInput{Max: 1, Wait: time.Second})
				if err != nil || len(msgs) != 1 {
					b.Error(len(msgs), err)
					return
				}
				if _, err := w.Delete(ctx, ref("q"), []Receipt{msgs[0].Receipt}); err != nil {
					b.Error(err)
				}
			})
		})
	}
}

// BenchmarkReceiveEmpty is 64 clients that find nothing.
func BenchmarkReceiveEmpty(b *testing.B) {
	w := benchWorld(b)
	w.create("q", usual)
	parallel(b, func() {
		if _, err := w.Receive(context.Background(), ref("q"), ReceiveInput{Max: 1}); err != nil {
			b.Error(err)
		}
	})
}

// BenchmarkFirstUse is the first receive from one of ten thousand queues after a
// start.
func BenchmarkFirstUse(b *testing.B) {
	w := benchWorld(b)
	for i := range 10_000 {
		w.create(time.Duration(i).String(), usual)
	}
	b.ResetTimer()
	for i := range b.N {
		w.receive(time.Duration(i%10_000).String(), 1)
	}
}
