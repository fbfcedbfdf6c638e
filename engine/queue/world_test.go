package queue

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
)

type enqueuer struct{}

func (enqueuer) Enqueue(tx kv.Tx, t task.Task) error { return task.Enqueue(tx, t) }

// world is an engine on a store of its own, with a clock that the test moves.
type world struct {
	testing.TB
	*Engine
	db    kv.Store
	clk   *clock.Manual
	tasks *task.Runner
}

var start = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func newWorld(t testing.TB) *world {
	t.Helper()
	db, err := pebblekv.Open(t.TempDir(), pebblekv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, db: db, clk: clock.NewManual(start)}
	t.Cleanup(func() { w.Close(); _ = db.Close() })
	w.restart()
	return w
}

// restart forgets all memory, as a new process does.
func (w *world) restart() {
	if w.Engine != nil {
		w.Close()
	}
	w.Engine = New(Options{Store: w.db, Tasks: enqueuer{}, Clock: w.clk})
	w.limits = small
}

// small are limits that a test comes to soon.
var small = limits{window: 2000, lookahead: 12_000, inFlight: 6000}

var usual = Settings{Visibility: 30 * time.Second, Retention: 4 * 24 * time.Hour}

func fifo() Settings {
	s := usual
	s.FIFO = true
	return s
}

func ref(name string) Ref { return Ref{"space", name} }

func (w *world) create(name string, s Settings) *Queue {
	w.Helper()
	q, err := w.Create(w.Context(), ref(name), s, nil, nil)
	if err != nil {
		w.Fatal(err)
	}
	return q
}

func text(bodies ...string) (list []NewMessage) {
	for _, b := range bodies {
		list = append(list, NewMessage{Body: []byte(b)})
	}
	return list
}

func (w *world) send(name string, msgs ...NewMessage) []Sent {
	w.Helper()
	sent, err := w.Send(w.Context(), ref(name), msgs)
	if err != nil {
		w.Fatal(err)
	}
	return sent
}

func (w *world) receive(name string, most int) []Message {
	w.Helper()
	msgs, err := w.Receive(w.Context(), ref(name), ReceiveInput{Max: most})
	if err != nil {
		w.Fatal(err)
	}
	return msgs
}

// gets receives and compares the bodies.
func (w *world) gets(name string, most int, want ...string) []Message {
	w.Helper()
	msgs := w.receive(name, most)
	got := make([]string, len(msgs))
	for i := range msgs {
		got[i] = string(msgs[i].Body)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.Fatalf("got %q, want %q", got, want)
	}
	return msgs
}

func (w *world) delete(name string, msgs ...Message) []error {
	w.Helper()
	receipts := make([]Receipt, len(msgs))
	for i := range msgs {
		receipts[i] = msgs[i].Receipt
	}
	errs, err := w.Delete(w.Context(), ref(name), receipts)
	if err != nil {
		w.Fatal(err)
	}
	return errs
}

func (w *world) change(name string, m Message, d time.Duration) error {
	w.Helper()
	errs, err := w.ChangeVisibility(w.Context(), ref(name), []Receipt{m.Receipt}, []time.Duration{d})
	if err != nil {
		w.Fatal(err)
	}
	return errs[0]
}

func (w *world) counts(name string, visible, inFlight, delayed int64) {
	w.Helper()
	c, err := w.Counts(w.Context(), ref(name))
	if err != nil {
		w.Fatal(err)
	}
	if want := (Counts{visible, inFlight, delayed}); c != want {
		w.Fatalf("counts are %+v, want %+v", c, want)
	}
}

// work runs the tasks that are due until none is left.
func (w *world) work() {
	w.Helper()
	w.start()
	w.until(func() bool { w.clk.Advance(0); return w.idle() })
}

// start runs tasks in the background from now on.
func (w *world) start() {
	if w.tasks != nil {
		return
	}
	w.tasks = task.New(w.db, w.clk, map[string]task.Handler{
		sweepTask: func(ctx context.Context, t task.Task) error { return w.sweep(ctx, t) },
		cleanTask: func(ctx context.Context, t task.Task) error { return w.clean(ctx, t) },
		moveTask:  func(ctx context.Context, t task.Task) error { return w.runMove(ctx, t) },
	}, task.Options{})
	w.tasks.Start()
	w.Cleanup(func() { w.tasks.Stop(context.Background()) })
}

// idle tells whether no task runs or is due.
func (w *world) idle() bool {
	w.Helper()
	type record struct {
		Attempt int   `json:"attempt"`
		Due     int64 `json:"due"`
	}
	idle := true
	err := w.db.View(w.Context(), func(tx kv.Tx) error {
		for item, err := range collection.New[record]("task", collection.Options[record]{}).In("item").All(tx) {
			if err != nil {
				return err
			}
			idle = idle && item.Value.Attempt == 0 && item.Value.Due > w.clk.Now().UnixNano()
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return idle
}

// keys counts what the store holds of a queue.
func (w *world) keys(prefix kv.Key) (n int) {
	w.Helper()
	err := w.db.View(w.Context(), func(tx kv.Tx) error {
		n = 0
		for _, err := range tx.Scan(kv.Prefix(prefix)) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// until waits for a condition.
func (w *world) until(f func() bool) {
	w.Helper()
	for deadline := time.Now().Add(20 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			w.Fatal("it did not come to it")
		}
	}
}
