package queue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cumulet/cumulet/internal/clock"
)

// referee watches over what consumers are given.
type referee struct {
	testing.TB
	mu    sync.Mutex
	fifo  bool
	held  map[uint64]bool   // sequence numbers that a consumer has
	group map[string]int    // how many of a group are held
	last  map[string]uint64 // newest number deleted of a group
	done  map[string]int    // bodies deleted
}

func newReferee(t testing.TB, fifo bool) *referee {
	return &referee{TB: t, fifo: fifo, held: map[uint64]bool{}, group: map[string]int{}, last: map[string]uint64{}, done: map[string]int{}}
}

// given checks a batch that a consumer has got.
func (r *referee) given(msgs []Message) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := map[string]uint64{}
	for _, m := range msgs {
		if r.held[m.Sequence] {
			r.Errorf("%s was given to two consumers", m.Body)
		}
		if r.done[string(m.Body)] > 0 {
			r.Errorf("%s was given after its deletion", m.Body)
		}
		r.held[m.Sequence] = true
		if !r.fifo {
			continue
		}
		if before[m.Group] == 0 && r.group[m.Group] > 0 {
			r.Errorf("group %s was given while %d of it are in flight", m.Group, r.group[m.Group])
		}
		if prev := max(before[m.Group], r.last[m.Group]); m.Sequence <= prev {
			r.Errorf("group %s: %d comes after %d", m.Group, m.Sequence, prev)
		}
		before[m.Group] = m.Sequence
	}
	for _, m := range msgs {
		r.group[m.Group]++
	}
}

// back says that a consumer is about to give a message back, or to delete it.
func (r *referee) back(m Message, deleted bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, m.Sequence)
	r.group[m.Group]--
	if deleted {
		r.last[m.Group] = m.Sequence
		r.done[string(m.Body)]++
	}
}

// TestConsumers lets 50 consumers work on a queue while it is filled: nothing is
// lost, nothing comes out of order within a group, nothing is given to two.
func TestConsumers(t *testing.T) {
	for _, fifo := range []bool{false, true} {
		t.Run(fmt.Sprintf("fifo=%v", fifo), func(t *testing.T) { consume(t, fifo) })
	}
}

func consume(t *testing.T, fifo bool) {
	const consumers, senders, each, groups = 50, 8, 250, 20
	w := newWorld(t)
	w.Close()
	w.Engine = New(Options{Store: w.db, Tasks: enqueuer{}, Clock: clock.System{}})
	s := usual
	s.FIFO, s.Visibility = fifo, time.Hour
	w.create("q", s)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	r := newReferee(t, fifo)
	var left atomic.Int64
	left.Store(senders * each)
	var wg sync.WaitGroup
	for n := range senders {
		wg.Go(func() {
			for i := range each {
				body := fmt.Sprintf("%d/%d", n, i)
				m := NewMessage{Body: []byte(body), Dedup: body}
				if fifo || i%2 == 0 {
					m.Group = strconv.Itoa((i*senders + n) % groups)
				}
				if _, err := w.Send(ctx, ref("q"), []NewMessage{m}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range consumers {
		rnd := rand.New(rand.NewPCG(1, uint64(n)))
		wg.Go(func() {
			for left.Load() > 0 && ctx.Err() == nil {
				msgs, err := w.Receive(ctx, ref("q"), ReceiveInput{Max: 1 + rnd.IntN(10), Wait: 50 * time.Millisecond})
				if err != nil {
					t.Error(err)
					return
				}
				r.given(msgs)
				settle(ctx, w, r, msgs, rnd, &left)
			}
		})
	}
	wg.Wait()
	if len(r.done) != senders*each {
		t.Errorf("%d of %d messages came through", len(r.done), senders*each)
	}
	for body, n := range r.done {
		if n != 1 {
			t.Errorf("%s was deleted %d times", body, n)
		}
	}
	w.counts("q", 0, 0, 0)
}

// settle deletes messages in their order or, from one on, gives them back, the
// last first.
func settle(ctx context.Context, w *world, r *referee, msgs []Message, rnd *rand.Rand, left *atomic.Int64) {
	keep := len(msgs)
	if rnd.IntN(3) == 0 && keep > 0 {
		keep = rnd.IntN(keep)
	}
	for _, m := range msgs[:keep] {
		r.back(m, true)
		errs, err := w.Delete(ctx, ref("q"), []Receipt{m.Receipt})
		if err != nil || errs[0] != nil {
			w.Error(errs, err)
		}
		left.Add(-1)
	}
	var receipts []Receipt
	var zero []time.Duration
	for _, m := range msgs[keep:] {
		r.back(m, false)
		receipts, zero = append(receipts, m.Receipt), append(zero, 0)
	}
	if len(receipts) > 0 {
		errs, err := w.ChangeVisibility(ctx, ref("q"), receipts, zero)
		if err != nil {
			w.Error(errs, err)
		}
	}
}

// A message wakes who waits for it at once, whoever else waits; so do its delay
// and its visibility timeout when they end.
func TestLongPolling(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	w.receive("q", 1) // takes the queue
	wait := func() chan []Message {
		out := make(chan []Message, 1)
		before := w.waiting("q")
		go func() {
			msgs, err := w.Receive(t.Context(), ref("q"), ReceiveInput{Max: 10, Wait: 20 * time.Second})
			if err != nil {
				t.Error(err)
			}
			out <- msgs
		}()
		w.until(func() bool { return w.waiting("q") > before })
		return out
	}
	writes := w.keys(nil)
	a, b := wait(), wait()
	if n := w.keys(nil); n != writes {
		t.Error("waiting writes")
	}
	w.send("q", text("1")...)
	m := <-a
	w.send("q", text("2")...)
	if got := <-b; len(m) != 1 || string(m[0].Body) != "1" || len(got) != 1 || string(got[0].Body) != "2" {
		t.Errorf("got %+v, %+v", m, got)
	}
	late := 10 * time.Second
	c := wait()
	w.send("q", NewMessage{Body: []byte("3"), Delay: &late})
	w.clk.Advance(late - 1)
	w.until(func() bool { return w.waiting("q") == 1 })
	w.clk.Advance(1)
	if got := <-c; len(got) != 1 || string(got[0].Body) != "3" {
		t.Errorf("got %+v", got)
	}
	d := wait()
	w.clk.Advance(20 * time.Second) // 1 and 2 come back after 30 s, before d gives up
	if got := <-d; len(got) == 0 {
		t.Error("the timeouts woke nobody")
	}
	e := wait()
	w.Hurry()
	if got := <-e; len(got) != 0 {
		t.Errorf("got %+v", got)
	}
	w.send("q", text("4")...) // all else goes on
	w.gets("q", 1, "4")
}

func (w *world) waiting(name string) int {
	q := w.known(ref(name))
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiters.Len()
}
