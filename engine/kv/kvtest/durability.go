package kvtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// Embedded is a store that keeps its data in files.
type Embedded interface {
	kv.Store
	Close() error
}

// RunDurability tests what a store in files keeps through power cuts and broken
// disks. open opens the store in a directory, new or not; the test closes it.
func RunDurability(t *testing.T, open func(t testing.TB, fs vfs.FS, dir string) Embedded) {
	t.Run("PowerCut", func(t *testing.T) { testPowerCut(t, open) })
	faults := []struct {
		name string
		rule func(vfs.Op) error
	}{
		{"FailSyncs", vfs.FailSyncs},
		{"FailWrites", vfs.FailWrites},
		{"DiskFull", vfs.DiskFull},
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) { testFault(t, open, f.rule) })
	}
}

type opener = func(t testing.TB, fs vfs.FS, dir string) Embedded

const (
	crashDir     = "/data/store"
	crashWriters = 6
)

// load writes until stopped: writer w's transaction i sets w/a/i, w/b/i and
// w/last, and adds one to a counter of all.
type load struct {
	rounds       int64 // transactions a writer does at most; 0 for no end
	acked, begun [crashWriters]atomic.Int64
	total        atomic.Int64               // transactions acknowledged
	told         [crashWriters]atomic.Int64 // newest w/last that a View told
}

func (l *load) write(ctx context.Context, s kv.Store, w int) error {
	first := l.begun[w].Load() + 1
	for i := first; ctx.Err() == nil && (l.rounds == 0 || i < first+l.rounds); i++ {
		l.begun[w].Store(i)
		err := s.Update(context.WithoutCancel(ctx), func(tx kv.Tx) error {
			n, err := number(tx, "total")
			if err != nil {
				return err
			}
			v := strings.Repeat(fmt.Sprintf("%d:%d ", w, i), 1+int(i)%100)
			return errors.Join(
				setNumber(tx, "total", n+1),
				tx.Set(fmt.Appendf(nil, "%d/a/%09d", w, i), []byte(v)),
				tx.Set(fmt.Appendf(nil, "%d/b/%09d", w, i), []byte(v)),
				setNumber(tx, fmt.Sprintf("%d/last", w), int(i)))
		})
		if err != nil {
			return err
		}
		l.acked[w].Store(i)
		l.total.Add(1)
	}
	return nil
}

func (l *load) read(ctx context.Context, s kv.Store) error {
	for w := 0; ctx.Err() == nil; w = (w + 1) % crashWriters {
		var n int
		err := s.View(context.WithoutCancel(ctx), func(tx kv.Tx) (err error) {
			n, err = number(tx, fmt.Sprintf("%d/last", w))
			return err
		})
		if err != nil {
			return err
		}
		l.told[w].Store(int64(n))
	}
	return nil
}

// testPowerCut cuts the power at random instants of a load, opens what is left
// and checks it, and goes on with that.
func testPowerCut(t *testing.T, open opener) {
	rng := random(t)
	fs := vfs.NewMem()
	l := &load{}
	for round := range 12 {
		s := open(t, fs, crashDir)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for w := range crashWriters {
			wg.Go(func() {
				if err := l.write(ctx, s, w); err != nil {
					t.Errorf("write: %v", err)
				}
			})
		}
		wg.Go(func() {
			if err := l.read(ctx, s); err != nil {
				t.Errorf("read: %v", err)
			}
		})
		enough := l.total.Load() + rng.Int64N(300)
		waitFor(t, func() bool { return l.total.Load() >= enough || t.Failed() })
		// The order matters: what was acknowledged before the cut must be there,
		// what had not begun after it can't be.
		before := l.snapshot()
		left := fs.Crash(rng.IntN(3)*50, rng)
		after := l.snapshot()
		cancel()
		wg.Wait()
		if err := s.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
		fs = left
		s = open(t, fs, crashDir)
		last, err := check(s, before, after)
		if err != nil {
			t.Fatalf("after power cut %d: %v", round, err)
		}
		for w := range last {
			l.acked[w].Store(last[w])
			l.begun[w].Store(last[w])
			l.told[w].Store(last[w])
		}
		// And another one, right after the recovery.
		told := l.snapshot()
		left = fs.Crash(rng.IntN(3)*50, rng)
		if err := s.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
		fs = left
		s = open(t, fs, crashDir)
		if _, err := check(s, told, told); err != nil {
			t.Fatalf("after power cut %d and another: %v", round, err)
		}
		if err := s.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
	}
}

// mark is how far the writers were: what must be there and what may.
type mark struct{ must, may [crashWriters]int64 }

func (l *load) snapshot() (m mark) {
	for w := range crashWriters {
		m.must[w] = max(l.acked[w].Load(), l.told[w].Load())
		m.may[w] = l.begun[w].Load()
	}
	return m
}

// check verifies all that the load wrote and returns the last of each writer.
func check(s kv.Store, before, after mark) (last [crashWriters]int64, err error) {
	err = s.View(context.Background(), func(tx kv.Tx) error {
		total, err := number(tx, "total")
		if err != nil {
			return err
		}
		for w := range crashWriters {
			n, err := number(tx, fmt.Sprintf("%d/last", w))
			if err != nil {
				return err
			}
			if int64(n) < before.must[w] || int64(n) > after.may[w] {
				return fmt.Errorf("writer %d stands at %d; acknowledged or told %d, begun %d", w, n, before.must[w], after.may[w])
			}
			for _, part := range []string{"a", "b"} {
				if err := checkPart(tx, w, n, part); err != nil {
					return err
				}
			}
			last[w] = int64(n)
			total -= n
		}
		if total != 0 {
			return fmt.Errorf("the common counter is off by %d", total)
		}
		return nil
	})
	return last, err
}

func checkPart(tx kv.Tx, w, n int, part string) error {
	prefix := fmt.Sprintf("%d/%s/", w, part)
	i := 0
	for p, err := range tx.Scan(kv.Prefix([]byte(prefix))) {
		if err != nil {
			return err
		}
		i++
		if got, _ := strconv.Atoi(strings.TrimPrefix(string(p.Key), prefix)); got != i {
			return fmt.Errorf("after %s%d comes %s", prefix, i-1, p.Key)
		}
		if want := strings.Repeat(fmt.Sprintf("%d:%d ", w, i), 1+i%100); string(p.Value) != want {
			return fmt.Errorf("%s has the wrong value %q", p.Key, p.Value)
		}
	}
	if i != n {
		return fmt.Errorf("%s has %d entries, want %d", prefix, i, n)
	}
	return nil
}

// testFault breaks the disk before a few concurrent writes. They are few since
// a store may have to end the process when it can't begin another file.
func testFault(t *testing.T, open opener, rule func(vfs.Op) error) {
	mem := vfs.NewMem()
	fs := vfs.WithFaults(mem)
	s := open(t, fs, crashDir)
	put(t, s, "before", "1")
	l := &load{rounds: 5}
	var wg sync.WaitGroup
	for w := range crashWriters {
		wg.Go(func() {
			if err := l.write(t.Context(), s, w); err != nil {
				t.Errorf("a write on a good disk: %v", err)
			}
		})
	}
	wg.Wait()
	fs.Fail(rule)
	for w := range crashWriters {
		wg.Go(func() {
			if err := l.write(t.Context(), s, w); !errors.Is(err, kv.ErrCommitUnknown) && !errors.Is(err, kv.ErrFailed) {
				t.Errorf("a write on a broken disk: %v", err)
			}
		})
	}
	wg.Wait()
	fs.Fail(nil)
	// A sync that works again proves nothing about what failed before.
	if err := s.Update(t.Context(), func(tx kv.Tx) error { return tx.Set([]byte("after"), nil) }); !errors.Is(err, kv.ErrFailed) {
		t.Errorf("a write after the failure: %v", err)
	}
	if got := read(t, s, "before"); got != "1" {
		t.Errorf("what was there before reads %q", got)
	}
	before := l.snapshot()
	left := mem.Crash(0, rand.New(rand.NewPCG(0, 0)))
	if err := s.Close(); !errors.Is(err, kv.ErrFailed) {
		t.Errorf("Close of a failed store: %v", err)
	}
	s = open(t, left, crashDir)
	defer s.Close()
	if _, err := check(s, before, before); err != nil {
		t.Error(err)
	}
	put(t, s, "after", "1")
}

// waitFor waits until cond holds.
func waitFor(t testing.TB, cond func() bool) {
	t.Helper()
	ctx := within(t)
	for !cond() {
		if ctx.Err() != nil {
			t.Fatal("what must happen doesn't")
		}
		runtime.Gosched()
	}
}
