package lease_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/lease"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
)

const ttl = time.Minute

func setup(t *testing.T) (*pebblekv.Store, *clock.Manual, *lease.Leases) {
	t.Helper()
	s, err := pebblekv.Open("/data", pebblekv.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	clk := clock.NewManual(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	return s, clk, lease.New("test.lease", clk)
}

func acquire(t *testing.T, s kv.Store, l *lease.Leases, holder string) (got lease.Lease, err error) {
	t.Helper()
	err = s.Update(t.Context(), func(tx kv.Tx) (err error) {
		got, err = l.Acquire(tx, "queue", holder, ttl)
		return err
	})
	return got, err
}

func TestTakeOver(t *testing.T) {
	s, clk, l := setup(t)
	first, err := acquire(t, s, l, "a")
	if err != nil {
		t.Fatal(err)
	}
	var held *lease.HeldError
	if _, err := acquire(t, s, l, "b"); !errors.Is(err, lease.ErrHeld) || !errors.As(err, &held) || held.Holder != "a" {
		t.Fatalf("b beside a: %v", err)
	}
	clk.Advance(ttl - time.Second)
	err = s.Update(t.Context(), func(tx kv.Tx) (err error) {
		first, err = l.Renew(tx, first, ttl)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	clk.Advance(ttl - time.Second)
	if _, err := acquire(t, s, l, "b"); !errors.Is(err, lease.ErrHeld) {
		t.Fatalf("b beside the renewed a: %v", err)
	}
	clk.Advance(time.Second)
	second, err := acquire(t, s, l, "b")
	if err != nil {
		t.Fatal(err)
	}
	if second.Token <= first.Token {
		t.Errorf("token %d after %d", second.Token, first.Token)
	}
	for name, use := range map[string]func(kv.Tx) error{
		"Check":   func(tx kv.Tx) error { return l.Check(tx, first) },
		"Renew":   func(tx kv.Tx) error { _, err := l.Renew(tx, first, ttl); return err },
		"Release": func(tx kv.Tx) error { return l.Release(tx, first) },
	} {
		if err := s.Update(t.Context(), use); !errors.Is(err, lease.ErrLost) {
			t.Errorf("%s of the lost lease: %v", name, err)
		}
	}
	if err := s.Update(t.Context(), func(tx kv.Tx) error { return l.Check(tx, second) }); err != nil {
		t.Errorf("Check of the good lease: %v", err)
	}
}

func TestRelease(t *testing.T) {
	s, _, l := setup(t)
	first, err := acquire(t, s, l, "a")
	if err != nil {
		t.Fatal(err)
	}
	again, err := acquire(t, s, l, "a")
	if err != nil || again.Token <= first.Token {
		t.Fatalf("a again: %+v, %v", again, err)
	}
	if err := s.Update(t.Context(), func(tx kv.Tx) error { return l.Release(tx, again) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), func(tx kv.Tx) error { return l.Check(tx, again) }); !errors.Is(err, lease.ErrLost) {
		t.Errorf("Check after Release: %v", err)
	}
	second, err := acquire(t, s, l, "b")
	if err != nil || second.Token <= again.Token {
		t.Fatalf("b after the release: %+v, %v", second, err)
	}
}
