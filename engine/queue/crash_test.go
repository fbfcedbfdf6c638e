package queue

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	pvfs "github.com/cockroachdb/pebble/v2/vfs"

	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/clock"
)

// ledger is what was acknowledged of each message, by body.
type ledger struct {
	sync.Mutex
	sent    map[string]bool // acknowledged
	tried   map[string]bool // sent, acknowledged or not
	taken   map[string]bool // received, and not given back
	deleted map[string]bool // acknowledged
	maybe   map[string]bool // a receive or deletion is under way, or its answer was lost
}

// TestPowerCut cuts the power while messages are sent, received and deleted:
// what was acknowledged is so afterwards. Whatever was received stays invisible.
func TestPowerCut(t *testing.T) {
	for range 10 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			powerCut(t, seed, false)
			powerCut(t, seed, true)
		})
	}
}

func openMem(t *testing.T, fs pvfs.FS) *world {
	t.Helper()
	db, err := pebblekv.Open("store", pebblekv.Options{FS: fs})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, db: db, clk: clock.NewManual(start)}
	w.restart()
	t.Cleanup(func() { w.Close(); _ = db.Close() })
	return w
}

func powerCut(t *testing.T, seed uint64, fifo bool) {
	rng := rand.New(rand.NewPCG(seed, 1))
	fs := pvfs.NewCrashableMem()
	w := openMem(t, fs)
	s := usual
	s.FIFO = fifo
	w.create("q", s)
	l := &ledger{sent: map[string]bool{}, tried: map[string]bool{}, taken: map[string]bool{}, deleted: map[string]bool{}, maybe: map[string]bool{}}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	steps := make(chan struct{}, 100_000)
	for i := range 4 {
		wg.Go(func() { w.sender(ctx, l, i, steps) })
		wg.Go(func() { w.consumer(ctx, l, rand.New(rand.NewPCG(seed, uint64(100+i))), steps) })
	}
	for range 100 + rng.IntN(300) {
		<-steps
	}
	l.Lock() // nothing is acknowledged while the copy is made
	after := fs.CrashClone(pvfs.CrashCloneCfg{UnsyncedDataPercent: 10 * rng.IntN(11), RNG: rng})
	want := &ledger{
		sent: maps.Clone(l.sent), taken: maps.Clone(l.taken), deleted: maps.Clone(l.deleted),
		maybe: maps.Clone(l.maybe), tried: maps.Clone(l.tried),
	}
	l.Unlock()
	stop()
	wg.Wait()
	want.check(t, openMem(t, after))
}

// check receives all there is: at once, and again when all timeouts are over.
func (l *ledger) check(t *testing.T, w *world) {
	t.Helper()
	there := map[string]bool{}
	drain := func() {
		for {
			msgs := w.receive("q", 10)
			if len(msgs) == 0 {
				return
			}
			for _, m := range msgs {
				there[string(m.Body)] = true
				w.delete("q", m)
			}
		}
	}
	drain()
	for body := range there {
		if l.taken[body] && !l.maybe[body] {
			t.Errorf("%s was given to two consumers within its visibility", body)
		}
	}
	w.clk.Advance(time.Hour)
	drain()
	for body := range l.sent {
		if !there[body] && !l.deleted[body] && !l.maybe[body] {
			t.Errorf("%s was acknowledged and is lost", body)
		}
	}
	for body := range there {
		if !l.tried[body] {
			t.Errorf("%s was never sent", body)
		}
		if l.deleted[body] {
			t.Errorf("%s was deleted and is there", body)
		}
	}
	w.counts("q", 0, 0, 0)
}

func (w *world) sender(ctx context.Context, l *ledger, n int, steps chan struct{}) {
	for i := 0; ctx.Err() == nil; i++ {
		body := fmt.Sprintf("%d/%d", n, i)
		l.Lock()
		l.tried[body] = true
		l.Unlock()
		_, err := w.Send(ctx, ref("q"), []NewMessage{{Body: []byte(body), Group: strconv.Itoa(i % 7), Dedup: body}})
		if err == nil {
			l.Lock()
			l.sent[body] = true
			l.Unlock()
		}
		steps <- struct{}{}
	}
}

func (w *world) consumer(ctx context.Context, l *ledger, rnd *rand.Rand, steps chan struct{}) {
	for ctx.Err() == nil {
		msgs, err := w.Receive(ctx, ref("q"), ReceiveInput{Max: 1 + rnd.IntN(5)})
		if err != nil {
			continue
		}
		l.Lock()
		for _, m := range msgs {
			l.taken[string(m.Body)] = true
			delete(l.maybe, string(m.Body))
		}
		l.Unlock()
		for _, m := range msgs {
			body := string(m.Body)
			if rnd.IntN(4) == 0 {
				continue // kept until the end
			}
			l.Lock()
			l.maybe[body] = true
			l.Unlock()
			receipts := []Receipt{m.Receipt}
			if rnd.IntN(3) == 0 {
				_, _ = w.ChangeVisibility(ctx, ref("q"), receipts, []time.Duration{0})
				continue // whether it is taken is open from now on
			}
			if _, err := w.Delete(ctx, ref("q"), receipts); err == nil {
				l.Lock()
				l.deleted[body] = true
				delete(l.maybe, body)
				l.Unlock()
			}
		}
		steps <- struct{}{}
	}
}
