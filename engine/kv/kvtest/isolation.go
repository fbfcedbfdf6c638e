package kvtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
)

// between runs an Update and, in the middle of its first attempt, another one.
// It tells how often the first ran.
func between(t *testing.T, s kv.Store, before func(kv.Tx) error, other func(kv.Tx) error, after func(kv.Tx) error) (attempts int) {
	t.Helper()
	update(t, s, func(tx kv.Tx) error {
		attempts++
		if err := before(tx); err != nil {
			return err
		}
		if attempts == 1 {
			if err := s.Update(t.Context(), other); err != nil {
				return err
			}
		}
		return after(tx)
	})
	return attempts
}

func nothing(kv.Tx) error { return nil }

func testLostUpdate(t *testing.T, s kv.Store) {
	put(t, s, "n", "1")
	var n int
	attempts := between(t, s,
		func(tx kv.Tx) (err error) { n, err = number(tx, "n"); return err },
		func(tx kv.Tx) error { return setNumber(tx, "n", 10) },
		func(tx kv.Tx) error { return setNumber(tx, "n", n+1) })
	if got := read(t, s, "n"); got != "11" || attempts != 2 {
		t.Errorf("n = %s after %d attempts", got, attempts)
	}
}

// testWriteSkew has two transactions that each read both and write one.
func testWriteSkew(t *testing.T, s kv.Store) {
	put(t, s, "a", "1")
	put(t, s, "b", "1")
	leave := func(key string) (func(kv.Tx) error, func(kv.Tx) error) {
		var sum int
		read := func(tx kv.Tx) error {
			a, err := number(tx, "a")
			if err != nil {
				return err
			}
			b, err := number(tx, "b")
			sum = a + b
			return err
		}
		write := func(tx kv.Tx) error {
			if sum < 2 {
				return nil // somebody must stay
			}
			return setNumber(tx, key, 0)
		}
		return read, write
	}
	readA, writeA := leave("a")
	readB, writeB := leave("b")
	between(t, s, readA, func(tx kv.Tx) error { return errors.Join(readB(tx), writeB(tx)) }, writeA)
	if a, b := read(t, s, "a"), read(t, s, "b"); a+b != "10" {
		t.Errorf("a = %s, b = %s: both have left", a, b)
	}
}

func testPhantom(t *testing.T, s kv.Store) {
	put(t, s, "item/1", "x")
	for _, reverse := range []bool{false, true} {
		r := kv.Prefix([]byte("item/"))
		r.Reverse = reverse
		key := fmt.Sprintf("item/new-%v", reverse)
		var n int
		attempts := between(t, s,
			func(tx kv.Tx) error {
				items, err := scan(tx, r)
				n = len(items)
				return err
			},
			func(tx kv.Tx) error { return tx.Set([]byte(key), nil) },
			func(tx kv.Tx) error { return setNumber(tx, "count", n) })
		want := map[bool]string{false: "2", true: "3"}[reverse]
		if got := read(t, s, "count"); got != want || attempts != 2 {
			t.Errorf("reverse %v: count = %s after %d attempts, want %s", reverse, got, attempts, want)
		}
	}
}

// testUnseen checks that what was not read makes no conflict.
func testUnseen(t *testing.T, s kv.Store) {
	for _, k := range []string{"a", "b", "c", "d"} {
		put(t, s, k, "x")
	}
	first := func(r kv.Range) func(kv.Tx) error {
		return func(tx kv.Tx) error {
			for _, err := range tx.Scan(r) {
				return err
			}
			return nil
		}
	}
	limited := func(r kv.Range) func(kv.Tx) error {
		r.Limit = 1
		return func(tx kv.Tx) error { _, err := scan(tx, r); return err }
	}
	write := func(k string) func(kv.Tx) error {
		return func(tx kv.Tx) error { return tx.Set([]byte(k), []byte("y")) }
	}
	tests := []struct {
		name     string
		reads    func(kv.Tx) error
		other    string
		attempts int
	}{
		{"another key", func(tx kv.Tx) error { _, err := tx.Get([]byte("a")); return err }, "b", 1},
		{"same key", func(tx kv.Tx) error { _, err := tx.Get([]byte("a")); return err }, "a", 2},
		{"beyond a break", first(kv.Range{}), "b", 1},
		{"before a break", first(kv.Range{}), "a", 2},
		{"beyond a limit", limited(kv.Range{}), "b", 1},
		{"before a limit", limited(kv.Range{}), "a", 2},
		{"beyond a reverse break", first(kv.Range{End: []byte("e"), Reverse: true}), "c", 1},
		{"before a reverse break", first(kv.Range{End: []byte("e"), Reverse: true}), "d", 2},
		{"a gap that was seen", limited(kv.Range{Start: []byte("a+")}), "a++", 2},
		{"outside", func(tx kv.Tx) error { _, err := scan(tx, kv.Prefix([]byte("a"))); return err }, "c", 1},
		{"no reads", nothing, "z", 1},
	}
	for _, tt := range tests {
		if got := between(t, s, tt.reads, write(tt.other), write("z")); got != tt.attempts {
			t.Errorf("%s: %d attempts, want %d", tt.name, got, tt.attempts)
		}
	}
}

// testSnapshot checks that a View sees one point in time, whatever it reads
// first and whatever comes between its reads.
func testSnapshot(t *testing.T, s kv.Store) {
	flip := func(v string) func(kv.Tx) error {
		return func(tx kv.Tx) error {
			return errors.Join(tx.Set([]byte("a"), []byte(v)), tx.Set([]byte("b"), []byte(v)), tx.Set([]byte("c"), []byte(v)))
		}
	}
	get := func(k string) func(kv.Tx) (string, error) {
		return func(tx kv.Tx) (string, error) { return lookup(tx, k) }
	}
	scanOne := func(r kv.Range) func(kv.Tx) (string, error) {
		return func(tx kv.Tx) (string, error) {
			for p, err := range tx.Scan(r) {
				return string(p.Value), err
			}
			return "", nil
		}
	}
	reads := []func(kv.Tx) (string, error){
		get("a"), get("b"), scanOne(kv.Range{}), scanOne(kv.Range{Reverse: true}), get("c"),
	}
	version := 0
	for i, first := range reads {
		for j, second := range reads {
			update(t, s, flip(fmt.Sprint(version)))
			attempts := 0
			err := s.View(t.Context(), func(tx kv.Tx) error {
				attempts++
				a, err := first(tx)
				if err != nil {
					return err
				}
				if attempts <= 2 {
					version++
					if err := s.Update(t.Context(), flip(fmt.Sprint(version))); err != nil {
						return err
					}
				}
				b, err := second(tx)
				if err == nil && a != b {
					t.Errorf("reads %d and %d: %q and %q in one View", i, j, a, b)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
}

// testCounters has many increment few counters at once.
func testCounters(t *testing.T, s kv.Store) {
	const writers, rounds, counters = 32, 200, 2
	ctx := within(t)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range rounds {
				key := fmt.Sprint("counter/", (w+i)%counters)
				err := s.Update(ctx, func(tx kv.Tx) error {
					n, err := number(tx, key)
					if err != nil {
						return err
					}
					return setNumber(tx, key, n+1)
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for c := range counters {
		if got, want := read(t, s, fmt.Sprint("counter/", c)), fmt.Sprint(writers*rounds/counters); got != want {
			t.Errorf("counter %d = %s, want %s", c, got, want)
		}
	}
}

// testGivesUp checks that conflicts are retried until the context ends, and
// what comes back then.
func testGivesUp(t *testing.T, s kv.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := s.Update(ctx, func(tx kv.Tx) error {
		if n++; n == 5 {
			defer cancel()
		}
		if _, err := number(tx, "n"); err != nil {
			return err
		}
		if err := s.Update(t.Context(), func(tx kv.Tx) error { return setNumber(tx, "n", n) }); err != nil {
			return err
		}
		return setNumber(tx, "n", -1)
	})
	if !errors.Is(err, context.Canceled) || n != 5 {
		t.Errorf("after %d attempts: %v", n, err)
	}
}

func testWatch(t *testing.T, s kv.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	limit := within(t)
	a, b := s.Watch(ctx, []byte("a/")), s.Watch(ctx, []byte("b/"))
	again := s.Watch(ctx, []byte("a/"))
	put(t, s, "a/1", "x")
	for _, ch := range []<-chan struct{}{a, again} {
		select {
		case <-ch:
		case <-limit.Done():
			t.Fatal("no value after a change")
		}
	}
	update(t, s, func(tx kv.Tx) error { return tx.Delete([]byte("b/1")) })
	select {
	case <-b:
	case <-limit.Done():
		t.Fatal("no value after a deletion")
	}
	cancel()
	for _, ch := range []<-chan struct{}{a, b, again} {
		for open := true; open; {
			select {
			case _, open = <-ch:
			case <-limit.Done():
				t.Fatal("the channel stays open after the end of its context")
			}
		}
	}
	put(t, s, "a/2", "x")
}
