package queue

import (
	"errors"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

func TestSendReceiveDelete(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	sent := w.send("q", NewMessage{Body: []byte("one"), Attributes: []byte("a"), Sender: "ann"})
	w.send("q", text("two", "three")...)
	w.counts("q", 3, 0, 0)
	w.clk.Advance(time.Second)
	msgs := w.gets("q", 2, "one", "two")
	m := msgs[0]
	if m.ID != sent[0].ID || string(m.Attributes) != "a" || m.Sender != "ann" || m.Count != 1 ||
		!m.Sent.Equal(start) || !m.First.Equal(start.Add(time.Second)) {
		t.Errorf("got %+v", m)
	}
	w.counts("q", 1, 2, 0)
	if errs := w.delete("q", msgs...); errs[0] != nil || errs[1] != nil {
		t.Fatal(errs)
	}
	if errs := w.delete("q", msgs[0]); errs[0] != nil {
		t.Errorf("deleting again: %v", errs[0])
	}
	w.gets("q", 10, "three")
	w.gets("q", 10)
	w.counts("q", 0, 1, 0)
}

func TestVisibility(t *testing.T) {
	for _, restart := range []bool{false, true} {
		w := newWorld(t)
		w.create("q", usual)
		w.send("q", text("m")...)
		again := func() {
			if restart {
				w.restart()
			}
		}
		m := w.gets("q", 1, "m")[0]
		again()
		w.clk.Advance(29 * time.Second)
		w.gets("q", 1)
		w.clk.Advance(time.Second)
		again()
		m2 := w.gets("q", 1, "m")[0]
		if m2.Count != 2 || m2.Receipt == m.Receipt || !m2.First.Equal(start) {
			t.Errorf("got %+v", m2)
		}
		// The old receipt neither deletes nor changes.
		if errs := w.delete("q", m); errs[0] != nil {
			t.Error(errs)
		}
		if err := w.change("q", m, 0); !errors.Is(err, ErrExpired) {
			t.Error(err)
		}
		again()
		if err := w.change("q", m2, time.Minute); err != nil {
			t.Error(err)
		}
		again()
		w.clk.Advance(59 * time.Second)
		w.gets("q", 1)
		if err := w.change("q", m2, 0); err != nil {
			t.Error(err)
		}
		if err := w.change("q", m2, 0); !errors.Is(err, ErrNotInFlight) {
			t.Error(err)
		}
		again()
		// Whoever is late may still delete what nobody else has.
		if errs := w.delete("q", m2); errs[0] != nil {
			t.Error(errs)
		}
		w.gets("q", 1)
		w.counts("q", 0, 0, 0)
		if err := w.change("q", m2, 0); !errors.Is(err, ErrGone) {
			t.Error(err)
		}
		if n := w.keys(keyBody(1)) + w.keys(keyIndex(1)); n != 0 {
			t.Errorf("%d keys are left", n)
		}
	}
}

func TestReceipts(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	w.create("other", usual)
	w.send("q", text("m")...)
	m := w.gets("q", 1, "m")[0]
	if r, err := ParseReceipt(m.Receipt.String()); err != nil || r != m.Receipt {
		t.Error(r, err)
	}
	for _, s := range []string{"", "x", m.Receipt.String() + "A", m.Receipt.String()[:32]} {
		if _, err := ParseReceipt(s); !errors.Is(err, ErrBadReceipt) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if errs := w.delete("other", m); !errors.Is(errs[0], ErrBadReceipt) {
		t.Error(errs)
	}
	twice := w.delete("q", m, m)
	if twice[0] != nil || twice[1] != nil {
		t.Error(twice)
	}
}

func TestDelay(t *testing.T) {
	w := newWorld(t)
	s := usual
	s.Delay = 10 * time.Second
	w.create("q", s)
	none, long := time.Duration(0), time.Minute
	w.send("q", NewMessage{Body: []byte("later")}, NewMessage{Body: []byte("now"), Delay: &none}, NewMessage{Body: []byte("last"), Delay: &long})
	w.counts("q", 1, 0, 2)
	w.gets("q", 10, "now")
	w.restart()
	w.counts("q", 0, 1, 2)
	w.clk.Advance(10 * time.Second)
	w.gets("q", 10, "later")
	w.clk.Advance(50 * time.Second)
	w.gets("q", 10, "later", "now", "last")
}

func TestRetention(t *testing.T) {
	w := newWorld(t)
	s := usual
	s.Retention = time.Minute
	w.create("q", s)
	w.send("q", text("old", "older")...)
	w.clk.Advance(30 * time.Second)
	w.send("q", text("new")...)
	w.clk.Advance(30 * time.Second)
	w.gets("q", 10, "new")
	if n := w.keys(keyIndex(1)); n != 1 {
		t.Errorf("%d messages are left in the store", n)
	}
	// What nobody receives the sweep removes.
	w.clk.Advance(time.Hour)
	w.work()
	if n := w.keys(keyIndex(1)) + w.keys(keyBody(1)); n != 0 {
		t.Errorf("%d keys are left", n)
	}
	w.counts("q", 0, 0, 0)
}

func TestFIFOOrder(t *testing.T) {
	for _, restart := range []bool{false, true} {
		w := newWorld(t)
		w.create("q", fifo())
		again := func() {
			if restart {
				w.restart()
			}
		}
		msg := func(group, body string) NewMessage {
			return NewMessage{Body: []byte(body), Group: group, Dedup: body}
		}
		w.send("q", msg("a", "a1"), msg("a", "a2"), msg("b", "b1"), msg("a", "a3"), msg("b", "b2"))
		again()
		first := w.gets("q", 2, "a1", "a2")
		again()
		// The group is closed to others while any of it is in flight.
		b := w.gets("q", 1, "b1")
		w.gets("q", 10)
		again()
		w.delete("q", first[0])
		w.gets("q", 10)
		w.delete("q", b...)
		again()
		w.gets("q", 10, "b2")
		if err := w.change("q", first[1], 0); err != nil {
			t.Fatal(err)
		}
		again()
		w.gets("q", 10, "a2", "a3")
		// After the timeout both groups are there again, each in its order.
		w.clk.Advance(30 * time.Second)
		again()
		got := map[string]string{}
		for _, m := range w.receive("q", 10) {
			got[m.Group] += string(m.Body)
		}
		if got["a"] != "a2a3" || got["b"] != "b2" {
			t.Errorf("got %v", got)
		}
	}
}

func TestFIFOExpiredReceipt(t *testing.T) {
	w := newWorld(t)
	w.create("q", fifo())
	w.send("q", NewMessage{Body: []byte("m"), Group: "g", Dedup: "1"})
	m := w.gets("q", 1, "m")
	w.clk.Advance(30 * time.Second)
	if errs := w.delete("q", m...); !errors.Is(errs[0], ErrExpired) {
		t.Errorf("got %v", errs[0])
	}
	m = w.gets("q", 1, "m")
	if errs := w.delete("q", m...); errs[0] != nil {
		t.Error(errs)
	}
}

func TestDeduplication(t *testing.T) {
	w := newWorld(t)
	w.create("q", fifo())
	s := fifo()
	s.DedupPerGroup = true
	w.create("groups", s)
	msg := func(group string) NewMessage {
		return NewMessage{Body: []byte("m"), Group: group, Dedup: "key"}
	}
	one := w.send("q", msg("a"))[0]
	for range 2 {
		w.clk.Advance(2 * time.Minute)
		if got := w.send("q", msg("b"))[0]; !got.Repeated || got.ID != one.ID || got.Sequence != one.Sequence {
			t.Errorf("got %+v, want %+v", got, one)
		}
		w.restart()
	}
	// Also when it was deleted meanwhile.
	w.delete("q", w.gets("q", 10, "m")...)
	if got := w.send("q", msg("a"))[0]; !got.Repeated {
		t.Errorf("got %+v", got)
	}
	w.clk.Advance(time.Minute)
	batch := w.send("q", msg("a"), msg("a"))
	if batch[0].Repeated || !batch[1].Repeated || batch[1].ID != batch[0].ID || batch[0].Sequence <= one.Sequence {
		t.Errorf("got %+v", batch)
	}
	w.counts("q", 1, 0, 0)
	if got := w.send("groups", msg("a"), msg("b"), msg("a")); got[0].Repeated || got[1].Repeated || !got[2].Repeated {
		t.Errorf("got %+v", got)
	}
	w.clk.Advance(2 * time.Hour)
	w.work()
	if n := w.keys(keyDedup(1)); n != 0 {
		t.Errorf("%d notes are left", n)
	}
}

func TestAttempt(t *testing.T) {
	w := newWorld(t)
	w.create("q", fifo())
	w.send("q", NewMessage{Body: []byte("1"), Group: "g", Dedup: "1"}, NewMessage{Body: []byte("2"), Group: "g", Dedup: "2"})
	get := func(id string) []Message {
		msgs, err := w.Receive(t.Context(), ref("q"), ReceiveInput{Max: 10, Attempt: id})
		if err != nil {
			t.Fatal(err)
		}
		return msgs
	}
	first := get("x")
	w.clk.Advance(20 * time.Second)
	if again := get("x"); len(again) != 2 || again[0].Receipt != first[0].Receipt || again[0].Count != 1 {
		t.Errorf("got %+v", again)
	}
	w.clk.Advance(20 * time.Second) // the timeout began anew
	if got := get("y"); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
	w.delete("q", first[0])
	if got := get("x"); len(got) != 0 {
		t.Errorf("after a change: got %+v", got)
	}
}

func TestDeadLetters(t *testing.T) {
	for _, f := range []bool{false, true} {
		w := newWorld(t)
		base := usual
		base.FIFO = f
		w.create("dead", base)
		s := base
		s.DeadLetter, s.MaxReceives = new(ref("dead")), 2
		w.create("q", s)
		w.send("q", NewMessage{Body: []byte("bad"), Attributes: []byte("x"), Group: "g", Dedup: "1"},
			NewMessage{Body: []byte("good"), Group: "g", Dedup: "2"})
		for range 2 {
			w.gets("q", 1, "bad")
			if !f {
				w.gets("q", 1, "good")
			}
			w.clk.Advance(30 * time.Second)
			w.restart()
		}
		if f {
			w.gets("q", 10, "good")
		} else {
			w.gets("q", 10)
		}
		dead := w.receive("dead", 10)
		if len(dead) == 0 || string(dead[0].Body) != "bad" || string(dead[0].Attributes) != "x" || dead[0].Source != ref("q") || dead[0].Count != 3 {
			t.Errorf("got %+v", dead)
		}
		if n := w.keys(keyIndex(2)); f && n != 1 || !f && n != 0 {
			t.Errorf("%d messages are left", n)
		}
	}
}

func TestDeadLetterQueueGone(t *testing.T) {
	w := newWorld(t)
	s := usual
	s.DeadLetter, s.MaxReceives = new(ref("dead")), 1
	w.create("dead", usual)
	w.create("q", s)
	w.send("q", text("m")...)
	if err := w.DeleteQueue(t.Context(), ref("dead")); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		w.gets("q", 1, "m")
		w.clk.Advance(time.Minute)
	}
}

// Another node gets a queue when the lease is over, and the first one notices.
func TestOwners(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	w.send("q", text("1", "2")...)
	other := New(Options{Store: w.db, Tasks: enqueuer{}, Clock: w.clk, Node: "other"})
	defer other.Close()
	if _, err := other.Send(t.Context(), ref("q"), text("x")); !errors.Is(err, ErrElsewhere) {
		t.Fatal(err)
	}
	m := w.gets("q", 1, "1")
	w.clk.Advance(leaseTime)
	got, err := other.Receive(t.Context(), ref("q"), ReceiveInput{Max: 10})
	if err != nil || len(got) != 2 {
		t.Fatal(got, err) // 1 is visible again
	}
	// Here 1 looks visible, too, but the fence holds.
	if _, err := w.Receive(t.Context(), ref("q"), ReceiveInput{Max: 1}); !errors.Is(err, ErrElsewhere) {
		t.Fatal(err)
	}
	if _, err := w.Send(t.Context(), ref("q"), text("x")); !errors.Is(err, ErrElsewhere) {
		t.Fatal(err)
	}
	w.clk.Advance(leaseTime)
	if errs := w.delete("q", m...); errs[0] != nil {
		t.Fatal(errs)
	}
	w.counts("q", 2, 0, 0) // the old receipt deleted nothing
	if w.keys(kv.NewKey("queue.lease")) != 1 {
		t.Error("not one lease")
	}
}
