package queue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"
)

// fill sends n messages, numbered, in large transactions.
func (w *world) fillQueue(name string, n int, group func(int) string) {
	w.Helper()
	for i := 0; i < n; i += 500 {
		var batch []NewMessage
		for j := i; j < min(i+500, n); j++ {
			m := NewMessage{Body: []byte(strconv.Itoa(j)), Dedup: strconv.Itoa(j)}
			if group != nil {
				m.Group = group(j)
			}
			batch = append(batch, m)
		}
		w.send(name, batch...)
	}
}

// memory tells how many messages are in memory.
func (w *world) memory(name string) int {
	q := w.known(ref(name))
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.entries)
}

// More than a window comes through whole and in order, also when it goes on
// being sent and over a restart, with bounded memory.
func TestBehindTheWindow(t *testing.T) {
	for _, fifo := range []bool{false, true} {
		w := newWorld(t)
		s := usual
		s.FIFO = fifo
		w.create("q", s)
		group := func(int) string { return "" }
		if fifo {
			group = func(i int) string { return strconv.Itoa(i % 3) }
		}
		total := small.window + 3*chunk
		w.fillQueue("q", total, group)
		if n := w.memory("q"); n > small.window+500 {
			t.Errorf("%d messages in memory", n)
		}
		w.counts("q", int64(total), 0, 0)
		seen := map[string]bool{}
		last := map[string]int{}
		got := 0
		take := func(most int) { // in large steps: a receive is a commit
			for got < most {
				msgs := w.receive("q", min(100, most-got))
				if len(msgs) == 0 {
					t.Fatalf("nothing after %d messages", got)
				}
				for _, m := range msgs {
					n, err := strconv.Atoi(string(m.Body))
					if err != nil || seen[string(m.Body)] || fifo && n < last[m.Group] {
						t.Fatalf("got %s after %d", m.Body, last[m.Group])
					}
					seen[string(m.Body)], last[m.Group] = true, n
				}
				got += len(msgs)
				w.delete("q", msgs...)
			}
		}
		take(total / 2)
		w.restart()
		w.counts("q", int64(total-got), 0, 0)
		take(total/2 + chunk)
		more := NewMessage{Body: []byte(strconv.Itoa(total)), Group: group(total), Dedup: "x"}
		w.send("q", more)
		w.counts("q", int64(total+1-got), 0, 0)
		take(total + 1)
		w.counts("q", 0, 0, 0)
		if w.memory("q") != 0 {
			t.Error("memory is not empty")
		}
	}
}

// What was received before a restart can be settled though memory has not come
// to it yet.
func TestSettleBehindTheCursor(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	w.fillQueue("q", 3*chunk, nil)
	var late []Message
	for len(late) < 2*chunk+20 {
		late = append(late, w.receive("q", 10)...)
	}
	w.restart()
	if err := w.change("q", late[len(late)-3], 0); err != nil {
		t.Error(err)
	}
	if errs := w.delete("q", late[len(late)-2], late[len(late)-1]); errs[0] != nil || errs[1] != nil {
		t.Error(errs)
	}
	w.counts("q", int64(chunk-20+1), int64(2*chunk+20-3), 0)
	if err := w.change("q", late[len(late)-1], 0); !errors.Is(err, ErrGone) {
		t.Error(err)
	}
}

// A group with a backlog does not delay the others, in memory or not.
func TestFairness(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	w.fillQueue("q", small.window+chunk, func(int) string { return "noisy" })
	w.send("q", NewMessage{Body: []byte("quiet 1"), Group: "quiet"}, NewMessage{Body: []byte("other 1"), Group: "other"})
	got := map[string]int{}
	for _, m := range w.receive("q", 6) {
		got[m.Group]++
	}
	if got["quiet"] != 1 || got["other"] != 1 || got["noisy"] != 4 {
		t.Errorf("got %v", got)
	}
	// Each comes once, though it stands in the store, too.
	seen := map[string]bool{}
	for {
		msgs := w.receive("q", 10)
		if len(msgs) == 0 {
			break
		}
		for _, m := range msgs {
			if seen[m.ID] || m.Group != "noisy" {
				t.Fatalf("got %s again", m.Body)
			}
			seen[m.ID] = true
		}
	}
	w.counts("q", 0, int64(small.window+chunk+2), 0)
}

// Nothing is read at start, and only what is used afterwards.
func TestManyQueues(t *testing.T) {
	w := newWorld(t)
	for i := range 50 {
		w.create(fmt.Sprint(i), usual)
		w.send(fmt.Sprint(i), text("m")...)
	}
	w.restart()
	if len(w.owned) != 0 {
		t.Error("queues were read")
	}
	w.gets("7", 1, "m")
	if len(w.owned) != 1 {
		t.Errorf("%d queues were read", len(w.owned))
	}
}

func TestInFlightLimit(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	w.fillQueue("q", small.inFlight+5, nil)
	n := 0
	for n < small.inFlight {
		msgs, err := w.Receive(t.Context(), ref("q"), ReceiveInput{Max: 1000})
		if err != nil {
			t.Fatal(n, err)
		}
		n += len(msgs)
	}
	if _, err := w.Receive(t.Context(), ref("q"), ReceiveInput{Max: 1}); !errors.Is(err, ErrInFlightLimit) || n != small.inFlight {
		t.Error(n, err)
	}
	w.clk.Advance(30 * time.Second)
	w.receive("q", 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Receive(ctx, ref("q"), ReceiveInput{Max: 1}); err == nil {
		t.Error("a call that is over succeeds")
	}
}
