package pebblekv_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/vfs"
)

func waitFor(t *testing.T, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !cond() {
		if ctx.Err() != nil {
			t.Fatal("what must happen doesn't")
		}
		runtime.Gosched()
	}
}

func TestReserve(t *testing.T) {
	fs := vfs.NewMem()
	fs.SetFree(500, 1000)
	s, err := pebblekv.Open("/data", pebblekv.Options{FS: fs, Reserve: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := set(s, "a", "1"); err != nil {
		t.Fatal(err)
	}
	fs.SetFree(99, 1000)
	waitFor(t, func() bool { return errors.Is(set(s, "b", "1"), kv.ErrNoSpace) })
	err = s.Update(t.Context(), func(tx kv.Tx) error { return tx.Delete([]byte("a")) })
	if err != nil {
		t.Errorf("a deletion below the reserve: %v", err)
	}
	if _, err := get(s, "a"); !errors.Is(err, kv.ErrNotFound) {
		t.Errorf("what was deleted: %v", err)
	}
	fs.SetFree(100, 1000)
	waitFor(t, func() bool { return set(s, "b", "1") == nil })
}

func TestMaxTx(t *testing.T) {
	s, err := pebblekv.Open("/data", pebblekv.Options{FS: vfs.NewMem(), MaxTx: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = set(s, "a", "1")
	if !errors.Is(err, kv.ErrTxExpired) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// TestToldIsDurable holds the sync of a commit back: whoever reads what it wrote
// can't tell it before.
func TestToldIsDurable(t *testing.T) {
	fs := vfs.WithFaults(vfs.NewMem())
	s := openAt(t, fs, "/data")
	defer s.Close()
	if err := set(s, "synced", "1"); err != nil {
		t.Fatal(err)
	}
	gate := make(chan struct{})
	fs.Fail(func(op vfs.Op) error {
		if strings.HasSuffix(op.Path, ".log") && vfs.FailSyncs(op) != nil {
			<-gate
		}
		return nil
	})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := set(s, "hot", "1"); err != nil {
			t.Errorf("Update: %v", err)
		}
	})
	exists := errors.New("exists")
	// It reads until the other has committed, then loses its patience.
	impatient := func(run func(context.Context, func(kv.Tx) error) error, read func(kv.Tx) (bool, error)) error {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var err error
		waitFor(t, func() bool {
			seen := false
			err = run(ctx, func(tx kv.Tx) error {
				seen, _ = read(tx)
				if seen {
					cancel()
					return exists
				}
				return nil
			})
			return seen
		})
		return err
	}
	byGet := func(tx kv.Tx) (bool, error) {
		_, err := tx.Get([]byte("hot"))
		return err == nil, err
	}
	byScan := func(tx kv.Tx) (bool, error) {
		for _, err := range tx.Scan(kv.Prefix([]byte("ho"))) {
			return err == nil, err
		}
		return false, nil
	}
	later := func(tx kv.Tx) (bool, error) {
		if _, err := tx.Get([]byte("synced")); err != nil {
			return false, err
		}
		return byGet(tx)
	}
	for name, read := range map[string]func(kv.Tx) (bool, error){"Get": byGet, "Scan": byScan, "second Get": later} {
		if err := impatient(s.View, read); !errors.Is(err, context.Canceled) {
			t.Errorf("View by %s told it: %v", name, err)
		}
		if err := impatient(s.Update, read); !errors.Is(err, context.Canceled) {
			t.Errorf("Update by %s told it: %v", name, err)
		}
	}
	if v, err := get(s, "synced"); err != nil || v != "1" {
		t.Errorf("a read of something else: %q, %v", v, err)
	}
	close(gate)
	wg.Wait()
	if v, err := get(s, "hot"); err != nil || v != "1" {
		t.Errorf("after the sync: %q, %v", v, err)
	}
}

// TestCheckpoint copies the store while it is written to.
func TestCheckpoint(t *testing.T) {
	for name, fs := range map[string]vfs.FS{"os": vfs.OS(), "mem": vfs.NewMem()} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openAt(t, fs, dir+"/store")
			defer s.Close()
			ctx, stop := context.WithCancel(t.Context())
			var wg sync.WaitGroup
			for w := range 4 {
				wg.Go(func() {
					for i := 0; ctx.Err() == nil; i++ {
						err := s.Update(t.Context(), func(tx kv.Tx) error {
							v := []byte(strconv.Itoa(i))
							return errors.Join(tx.Set(fmt.Append(nil, "a", w), v), tx.Set(fmt.Append(nil, "b", w), v))
						})
						if err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			for i := range 3 {
				if err := set(s, "mark", strconv.Itoa(i)); err != nil {
					t.Fatal(err)
				}
				to := fmt.Sprintf("%s/copy%d", dir, i)
				if err := s.Checkpoint(t.Context(), to); err != nil {
					t.Fatal(err)
				}
				checkCopy(t, openAt(t, fs, to), strconv.Itoa(i))
			}
			stop()
			wg.Wait()
			if err := s.Checkpoint(t.Context(), dir+"/copy0"); err == nil {
				t.Error("a checkpoint went over another")
			}
		})
	}
}

func checkCopy(t *testing.T, s *pebblekv.Store, mark string) {
	t.Helper()
	defer s.Close()
	if got, err := get(s, "mark"); err != nil || got != mark {
		t.Errorf("mark %q, %v, want %q", got, err, mark)
	}
	for w := range 4 {
		a, _ := get(s, fmt.Sprint("a", w))
		b, _ := get(s, fmt.Sprint("b", w))
		if a != b {
			t.Errorf("writer %d: %q and %q in one checkpoint", w, a, b)
		}
	}
}

func TestCloseWaits(t *testing.T) {
	s := openAt(t, vfs.NewMem(), "/data")
	inside, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := s.Update(t.Context(), func(tx kv.Tx) error {
			close(inside)
			<-release
			return tx.Set([]byte("a"), []byte("1"))
		})
		if err != nil {
			t.Errorf("a transaction under Close: %v", err)
		}
	})
	<-inside
	watch := s.Watch(t.Context(), nil)
	wg.Go(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	waitFor(t, func() bool { return errors.Is(set(s, "b", "1"), kv.ErrClosed) })
	close(release)
	wg.Wait()
	for range watch { // closes
	}
	if _, open := <-s.Watch(t.Context(), nil); open {
		t.Error("a watch of a closed store gave a value")
	}
}

func TestStats(t *testing.T) {
	s := openAt(t, vfs.NewMem(), "/data")
	defer s.Close()
	for range 3 {
		if err := set(s, "a", "1"); err != nil {
			t.Fatal(err)
		}
	}
	if st := s.Stats(); st.Commits != 3 || st.DiskBytes == 0 || st.Failed {
		t.Errorf("stats %+v", st)
	}
}

// TestHistoryIsBounded holds a transaction open under many commits: their
// writes are forgotten in time, and it has a conflict rather than a wrong result.
func TestHistoryIsBounded(t *testing.T) {
	s := openAt(t, vfs.NewMem(), "/data")
	defer s.Close()
	attempts := 0
	err := s.Update(t.Context(), func(tx kv.Tx) error {
		if attempts++; attempts > 1 {
			return nil
		}
		if _, err := tx.Get([]byte("read")); !errors.Is(err, kv.ErrNotFound) {
			return err
		}
		for i := range 5 { // 5 × 2000 keys of 1 KiB are beyond the bound
			err := s.Update(t.Context(), func(tx kv.Tx) error {
				for j := range kv.MaxTxWrites {
					if err := tx.Set(fmt.Appendf(nil, "%d/%01024d", i, j), nil); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return tx.Set([]byte("written"), nil)
	})
	if err != nil || attempts != 2 {
		t.Errorf("%d attempts, %v", attempts, err)
	}
}
