package kvtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
)

func testBasics(t *testing.T, s kv.Store) {
	err := s.View(t.Context(), func(tx kv.Tx) error {
		_, err := tx.Get([]byte("a"))
		return err
	})
	if !errors.Is(err, kv.ErrNotFound) {
		t.Fatalf("Get of nothing: %v", err)
	}
	put(t, s, "a", "1")
	put(t, s, "a", "2")
	put(t, s, "empty", "")
	if got := read(t, s, "a"); got != "2" {
		t.Errorf("a = %q", got)
	}
	err = s.View(t.Context(), func(tx kv.Tx) error {
		v, err := tx.Get([]byte("empty"))
		if err == nil && (v == nil || len(v) != 0) {
			return fmt.Errorf("an empty value is %#v", v)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	update(t, s, func(tx kv.Tx) error {
		return errors.Join(tx.Delete([]byte("a")), tx.Delete([]byte("never was")))
	})
	if got := read(t, s, "a"); got != "" {
		t.Errorf("deleted a = %q", got)
	}
}

func testOwnWrites(t *testing.T, s kv.Store) {
	put(t, s, "a", "stored")
	put(t, s, "b", "stored")
	update(t, s, func(tx kv.Tx) error {
		for _, err := range []error{
			tx.Set([]byte("a"), []byte("own")),
			tx.Set([]byte("a"), []byte("again")),
			tx.Delete([]byte("b")),
			tx.Set([]byte("c"), []byte("new")),
			tx.Delete([]byte("c")),
			tx.Set([]byte("c"), nil),
		} {
			if err != nil {
				return err
			}
		}
		got, err := scan(tx, kv.Range{})
		if want := []string{"a=again", "c="}; err == nil && !slices.Equal(got, want) {
			t.Errorf("scan of own writes: %q, want %q", got, want)
		}
		return err
	})
	err := s.Update(t.Context(), func(tx kv.Tx) error {
		for _, v := range []string{"x", "y"} {
			if err := tx.Set([]byte("k"), []byte(v)); err != nil {
				return err
			}
			if got, err := lookup(tx, "k"); err != nil || got != v {
				return fmt.Errorf("own write reads %q, %w", got, err)
			}
		}
		if err := tx.Delete([]byte("k")); err != nil {
			return err
		}
		if _, err := tx.Get([]byte("k")); !errors.Is(err, kv.ErrNotFound) {
			return fmt.Errorf("own deletion reads %w", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func testRollback(t *testing.T, s kv.Store) {
	mine := errors.New("mine")
	err := s.Update(t.Context(), func(tx kv.Tx) error {
		return errors.Join(tx.Set([]byte("a"), []byte("1")), mine)
	})
	if !errors.Is(err, mine) {
		t.Errorf("the closure's error came back as %v", err)
	}
	if got := read(t, s, "a"); got != "" {
		t.Errorf("a failed transaction left %q", got)
	}
}

func testReadOnly(t *testing.T, s kv.Store) {
	for name, write := range map[string]func(tx kv.Tx) error{
		"Set":     func(tx kv.Tx) error { return tx.Set([]byte("a"), nil) },
		"Delete":  func(tx kv.Tx) error { return tx.Delete([]byte("a")) },
		"ignored": func(tx kv.Tx) error { _ = tx.Set([]byte("a"), nil); return nil },
	} {
		if err := s.View(t.Context(), write); !errors.Is(err, kv.ErrReadOnly) {
			t.Errorf("%s in a View: %v", name, err)
		}
	}
}

func testAfterEnd(t *testing.T, s kv.Store) {
	var leaked kv.Tx
	update(t, s, func(tx kv.Tx) error { leaked = tx; return tx.Set([]byte("a"), []byte("1")) })
	if _, err := leaked.Get([]byte("a")); !errors.Is(err, kv.ErrTxDone) {
		t.Errorf("Get: %v", err)
	}
	if err := leaked.Set([]byte("a"), []byte("2")); !errors.Is(err, kv.ErrTxDone) {
		t.Errorf("Set: %v", err)
	}
	if _, err := scan(leaked, kv.Range{}); !errors.Is(err, kv.ErrTxDone) {
		t.Errorf("Scan: %v", err)
	}
	if got := read(t, s, "a"); got != "1" {
		t.Errorf("a = %q", got)
	}
}

// testOwnership checks that arguments and results are copies.
func testOwnership(t *testing.T, s kv.Store) {
	key, value := []byte("key"), []byte("value")
	update(t, s, func(tx kv.Tx) error {
		if err := tx.Set(key, value); err != nil {
			return err
		}
		copy(key, "xxx")
		copy(value, "xxxxx")
		v, err := tx.Get([]byte("key"))
		if err == nil && string(v) != "value" {
			t.Errorf("the written value changed to %q", v)
		}
		clear(v)
		return err
	})
	err := s.View(t.Context(), func(tx kv.Tx) error {
		for p, err := range tx.Scan(kv.Range{}) {
			if err != nil {
				return err
			}
			clear(p.Key)
			clear(p.Value)
			_ = append(p.Key, "overflow"...)
		}
		v, err := tx.Get([]byte("key"))
		if err == nil && string(v) != "value" {
			return fmt.Errorf("the stored value changed to %q", v)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func testLimits(t *testing.T, s kv.Store) {
	big := bytes.Repeat([]byte("v"), kv.MaxValue)
	many := func(n, size int) func(kv.Tx) error {
		return func(tx kv.Tx) error {
			for i := range n {
				if err := tx.Set(fmt.Appendf(nil, "many/%06d", i), big[:size]); err != nil {
					return err
				}
			}
			return nil
		}
	}
	one := func(key, value int) func(kv.Tx) error {
		return func(tx kv.Tx) error { return tx.Set(bytes.Repeat([]byte("k"), key), big[:value]) }
	}
	tests := []struct {
		name string
		f    func(kv.Tx) error
		want error
	}{
		{"longest key", one(kv.MaxKey, 1), nil},
		{"longer key", one(kv.MaxKey+1, 1), kv.ErrTooLarge},
		{"largest value", one(1, kv.MaxValue), nil},
		{"most writes", many(kv.MaxTxWrites, 1), nil},
		{"more writes", many(kv.MaxTxWrites+1, 1), kv.ErrTooLarge},
		{"most bytes", many(8, kv.MaxValue-100), nil},
		{"more bytes", many(9, kv.MaxValue), kv.ErrTooLarge},
		{"larger value", func(tx kv.Tx) error { return tx.Set([]byte("k"), append(big, 'v')) }, kv.ErrTooLarge},
		{"ignored", func(tx kv.Tx) error {
			_ = tx.Set([]byte("half"), []byte("done"))
			_ = tx.Set([]byte("k"), append(big, 'v'))
			return nil
		}, kv.ErrTooLarge},
		{"written twice", func(tx kv.Tx) error {
			for range kv.MaxTxWrites + 1 {
				if err := tx.Set([]byte("same"), []byte("v")); err != nil {
					return err
				}
			}
			return nil
		}, nil},
	}
	for _, tt := range tests {
		if err := s.Update(t.Context(), tt.f); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if got := read(t, s, "half"); got != "" {
		t.Errorf("a transaction beyond the limits left %q", got)
	}
	if got := read(t, s, strings.Repeat("k", kv.MaxKey)); got != "v" {
		t.Errorf("the longest key reads %q", got)
	}
}

func testPanic(t *testing.T, s kv.Store) {
	put(t, s, "a", "1")
	throws := func(run func(context.Context, func(kv.Tx) error) error, inScan bool) {
		defer func() {
			if recover() == nil {
				t.Error("the panic got lost")
			}
		}()
		_ = run(t.Context(), func(tx kv.Tx) error {
			if _, err := tx.Get([]byte("a")); err != nil {
				return err
			}
			for range tx.Scan(kv.Range{}) { //nolint:errcheck // nothing fails here, and it panics
				if inScan {
					panic("in the loop")
				}
			}
			panic("after the loop")
		})
	}
	for _, inScan := range []bool{true, false} {
		throws(s.View, inScan)
		throws(s.Update, inScan)
	}
	put(t, s, "a", "2")
	if got := read(t, s, "a"); got != "2" {
		t.Errorf("a = %q", got)
	}
}

func testCancelled(t *testing.T, s kv.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(tx kv.Tx) error {
		cancel()
		_ = tx.Set([]byte("a"), []byte("1"))
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled in the middle: %v", err)
	}
	ran := false
	run := func(kv.Tx) error { ran = true; return nil }
	if err := s.Update(ctx, run); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("cancelled before: %v, ran %v", err, ran)
	}
	if err := s.View(ctx, run); !errors.Is(err, context.Canceled) || ran {
		t.Errorf("cancelled before: %v, ran %v", err, ran)
	}
	if got := read(t, s, "a"); got != "" {
		t.Errorf("a cancelled transaction left %q", got)
	}
}
