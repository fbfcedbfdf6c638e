package queue

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestMove(t *testing.T) {
	w := newWorld(t)
	s := usual
	s.DeadLetter, s.MaxReceives = new(ref("dead")), 1
	w.create("dead", usual)
	w.create("q", s)
	w.create("other", usual)
	for i := range 25 {
		w.send("q", text(fmt.Sprint(i))...)
	}
	for range 2 {
		for len(w.receive("q", 10)) > 0 {
		}
		w.clk.Advance(time.Minute)
	}
	w.counts("dead", 25, 0, 0)
	m, err := w.StartMove(t.Context(), ref("dead"), nil, 0)
	if err != nil || m.ToMove != 25 {
		t.Fatal(m, err)
	}
	if _, err := w.StartMove(t.Context(), ref("dead"), nil, 0); !errors.Is(err, ErrMoving) {
		t.Error(err)
	}
	w.work()
	w.counts("dead", 0, 0, 0)
	w.counts("q", 25, 0, 0)
	list, err := w.Moves(t.Context(), ref("dead"), 10)
	if err != nil || len(list) != 1 || list[0].Status != Completed || list[0].Moved != 25 {
		t.Errorf("got %+v, %v", list, err)
	}
	if _, err := w.CancelMove(t.Context(), ref("dead"), m.ID); !errors.Is(err, ErrNotMoving) {
		t.Error(err)
	}
	// To another queue, slowly, and cancelled.
	if m, err = w.StartMove(t.Context(), ref("q"), new(ref("other")), 5); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.until(func() bool { c, _ := w.Counts(t.Context(), ref("other")); return c.Visible == 5 })
	if _, err := w.CancelMove(t.Context(), ref("q"), m.ID); err != nil {
		t.Fatal(err)
	}
	w.until(func() bool {
		w.clk.Advance(time.Second)
		list, err = w.Moves(t.Context(), ref("q"), 10)
		return err != nil || list[0].Status == Cancelled
	})
	w.counts("q", 20, 0, 0)
	// What nobody buried can't go back.
	w.send("other", text("x")...)
	if _, err = w.StartMove(t.Context(), ref("other"), nil, 0); err != nil {
		t.Fatal(err)
	}
	w.work()
	if list, _ = w.Moves(t.Context(), ref("other"), 10); list[0].Status != Failed || list[0].Reason != "CouldNotDetermineMessageSource" {
		t.Errorf("got %+v", list)
	}
}

func TestPurge(t *testing.T) {
	w := newWorld(t)
	w.create("q", usual)
	w.send("q", text("1", "2", "3")...)
	m := w.gets("q", 1, "1")[0]
	if err := w.Purge(t.Context(), ref("q")); err != nil {
		t.Fatal(err)
	}
	if err := w.Purge(t.Context(), ref("q")); !errors.Is(err, ErrPurging) {
		t.Error(err)
	}
	w.send("q", text("4")...)
	w.counts("q", 1, 0, 0)
	w.delete("q", m)
	w.work()
	w.restart()
	w.gets("q", 10, "4")
	if n := w.keys(keyIndex(1)) + w.keys(keyBody(1)); n != 2 {
		t.Errorf("%d keys are left", n)
	}
	w.clk.Advance(Pause)
	if err := w.Purge(t.Context(), ref("q")); err != nil {
		t.Error(err)
	}
}

func TestQueues(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.create("dead", usual)
	for _, name := range []string{"a", "b", "c"} {
		s := usual
		s.DeadLetter, s.MaxReceives = new(ref("dead")), 3
		w.create(name, s)
	}
	if q, err := w.Create(ctx, ref("a"), usual, nil, nil); !errors.Is(err, ErrExists) || q.MaxReceives != 3 {
		t.Error(q, err)
	}
	list, next, err := w.List(ctx, "space", Page{Limit: 3})
	if err != nil || len(list) != 3 || next == "" || list[0].Name != "a" {
		t.Error(list, next, err)
	}
	sources, more, err := w.Sources(ctx, ref("dead"), Ref{}, 2)
	if err != nil || !more || len(sources) != 2 || sources[1] != ref("b") {
		t.Error(sources, more, err)
	}
	sources, more, err = w.Sources(ctx, ref("dead"), ref("b"), 2)
	if err != nil || more || len(sources) != 1 {
		t.Error(sources, more, err)
	}
	w.send("a", text("m")...)
	w.clk.Advance(time.Second)
	err = w.Change(ctx, ref("a"), true, func(q *Queue) error {
		q.DeadLetter, q.Visibility = nil, time.Hour
		q.Tags = map[string]string{"k": "v"}
		return nil
	})
	q, gerr := w.Get(ctx, ref("a"))
	if err != nil || gerr != nil || q.Visibility != time.Hour || q.Tags["k"] != "v" || !q.Modified.Equal(start.Add(time.Second)) {
		t.Error(q, err, gerr)
	}
	if sources, _, _ = w.Sources(ctx, ref("dead"), Ref{}, 10); len(sources) != 2 {
		t.Error(sources)
	}
	if err := w.DeleteQueue(ctx, ref("a")); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		w.DeleteQueue(ctx, ref("a")), w.Purge(ctx, ref("a")),
		second(w.Get(ctx, ref("a"))), second(w.Send(ctx, ref("a"), text("x"))), second(w.Receive(ctx, ref("a"), ReceiveInput{Max: 1})),
	} {
		if !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
	}
	if _, err := w.Create(ctx, ref("a"), usual, nil, nil); !errors.Is(err, ErrDeletedRecently) {
		t.Error(err)
	}
	w.work()
	if n := w.keys(keyIndex(q.ID)) + w.keys(keyBody(q.ID)) + w.keys(keySeq(q.ID)); n != 0 {
		t.Errorf("%d keys are left", n)
	}
	w.clk.Advance(Pause)
	w.create("a", usual)
	w.gets("a", 10)
	w.clk.Advance(time.Hour)
	w.work()
	if n := w.keys(keyDeleted); n != 0 {
		t.Errorf("%d deletions are remembered", n)
	}
}

func second[T any](_ T, err error) error { return err }
