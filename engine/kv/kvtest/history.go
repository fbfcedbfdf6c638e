package kvtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
)

// op is what one transaction of a history did. A value is the list of the
// transactions that appended to it, so that a read tells after which writers it
// came.
type op struct {
	id         int
	start, end int64            // in the order of a shared counter
	reads      map[string][]int // what it read, before its own appends
	appends    []string
}

// testHistories runs random concurrent transactions and checks that there is
// an order, compatible with real time, in which they could have run alone:
// strict serialisability.
func testHistories(t *testing.T, s kv.Store) {
	rng := random(t)
	const workers, rounds = 8, 60
	ctx := within(t)
	var ids atomic.Int32
	var time atomic.Int64
	all := make([][]*op, workers)
	var wg sync.WaitGroup
	for w := range workers {
		rng := rand.New(rand.NewPCG(rng.Uint64(), uint64(w)))
		wg.Go(func() {
			for range rounds {
				o := &op{id: int(ids.Add(1)), start: time.Add(1)}
				if err := o.run(ctx, s, rng.Uint64()); err != nil {
					t.Errorf("transaction: %v", err)
					return
				}
				o.end = time.Add(1)
				all[w] = append(all[w], o)
			}
		})
	}
	wg.Wait()
	var ops []*op
	for _, o := range all {
		ops = append(ops, o...)
	}
	final := &op{id: int(ids.Add(1)), start: time.Add(1), end: time.Add(1)}
	err := s.View(ctx, func(tx kv.Tx) error {
		final.reads = map[string][]int{}
		return final.scan(tx, kv.Range{})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := serialisable(append(ops, final), final.reads); err != nil {
		t.Error(err)
	}
}

const historyKeys = 6

func historyKey(n int) string { return string(rune('a' + n)) }

// run does the transaction. Each attempt does the same.
func (o *op) run(ctx context.Context, s kv.Store, seed uint64) error {
	do := s.Update
	if seed%4 == 0 {
		do = s.View
	}
	return do(ctx, func(tx kv.Tx) error {
		rng := rand.New(rand.NewPCG(seed, 0))
		o.reads, o.appends = map[string][]int{}, nil
		for range 1 + rng.IntN(3) {
			var err error
			if rng.IntN(3) == 0 {
				from := rng.IntN(historyKeys)
				err = o.scan(tx, kv.Range{
					Start:   []byte(historyKey(from)),
					End:     []byte(historyKey(from + 1 + rng.IntN(3))),
					Reverse: rng.IntN(2) == 0,
				})
			} else {
				key := historyKey(rng.IntN(historyKeys))
				var v string
				v, err = lookup(tx, key)
				o.reads[key] = list(v)
			}
			if err != nil {
				return err
			}
		}
		if seed%4 == 0 {
			return nil
		}
		return o.append(tx, historyKey(rng.IntN(historyKeys)))
	})
}

// scan reads all keys of a range, those that aren't there included.
func (o *op) scan(tx kv.Tx, r kv.Range) error {
	for n := range historyKeys {
		k := historyKey(n)
		if k >= string(r.Start) && (r.End == nil || k < string(r.End)) {
			o.reads[k] = nil
		}
	}
	for p, err := range tx.Scan(r) {
		if err != nil {
			return err
		}
		o.reads[string(p.Key)] = list(string(p.Value))
	}
	return nil
}

func (o *op) append(tx kv.Tx, key string) error {
	v, err := lookup(tx, key)
	if err != nil {
		return err
	}
	o.reads[key] = list(v)
	o.appends = append(o.appends, key)
	return tx.Set([]byte(key), []byte(v+strconv.Itoa(o.id)+" "))
}

func list(v string) (out []int) {
	for _, f := range strings.Fields(v) {
		n, _ := strconv.Atoi(f)
		out = append(out, n)
	}
	return out
}

// serialisable looks for a cycle among the transactions: who read what came
// before who wrote it next, and who ended came before who began later.
func serialisable(ops []*op, final map[string][]int) error {
	g := graph{}
	for _, o := range ops {
		for key, seen := range o.reads {
			order := final[key]
			if len(seen) > len(order) || fmt.Sprint(seen) != fmt.Sprint(order[:len(seen)]) {
				return fmt.Errorf("transaction %d read %s as %v, at the end it is %v: a write got lost", o.id, key, seen, order)
			}
			if len(seen) > 0 {
				g.edge(node{tx: seen[len(seen)-1]}, node{tx: o.id})
			}
			if len(seen) < len(order) && order[len(seen)] != o.id {
				g.edge(node{tx: o.id}, node{tx: order[len(seen)]})
			}
		}
		for _, key := range o.appends {
			if !contains(final[key], o.id) {
				return fmt.Errorf("transaction %d appended to %s and is not in it", o.id, key)
			}
		}
		// Real time is a chain of instants between which transactions hang.
		g.edge(node{at: o.start}, node{tx: o.id})
		g.edge(node{tx: o.id}, node{at: o.end})
		g.edge(node{at: o.start - 1}, node{at: o.start})
		g.edge(node{at: o.end - 1}, node{at: o.end})
	}
	if rest := g.cycle(); len(rest) > 0 {
		return fmt.Errorf("not serialisable: transactions %v depend on each other", rest)
	}
	return nil
}

func contains(list []int, n int) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

// node is a transaction or an instant.
type node struct {
	tx int
	at int64
}

type graph map[node]map[node]bool

func (g graph) edge(from, to node) {
	for _, n := range []node{from, to} {
		if g[n] == nil {
			g[n] = map[node]bool{}
		}
	}
	g[from][to] = true
}

// cycle removes what nothing comes before, again and again, and returns the
// transactions that are left: those on cycles and behind them.
func (g graph) cycle() (rest []int) {
	before := map[node]int{}
	for _, tos := range g {
		for to := range tos {
			before[to]++
		}
	}
	var free []node
	for n := range g {
		if before[n] == 0 {
			free = append(free, n)
		}
	}
	for len(free) > 0 {
		n := free[len(free)-1]
		free = free[:len(free)-1]
		for to := range g[n] {
			if before[to]--; before[to] == 0 {
				free = append(free, to)
			}
		}
		delete(g, n)
	}
	for n := range g {
		if n.tx != 0 {
			rest = append(rest, n.tx)
		}
	}
	return rest
}
