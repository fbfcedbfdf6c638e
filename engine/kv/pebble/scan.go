package pebblekv

import (
	"fmt"
	"iter"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cumulet/cumulet/engine/kv"
)

// Scan implements [kv.Tx].
func (t *tx) Scan(r kv.Range) iter.Seq2[kv.Pair, error] {
	return func(yield func(kv.Pair, error) bool) {
		if err := t.check(); err != nil {
			yield(kv.Pair{}, err)
			return
		}
		if isEmpty(r) {
			return
		}
		if err := t.scan(r, yield); err != nil {
			yield(kv.Pair{}, t.stop(err))
		}
	}
}

// checkEvery is after how many pairs a scan looks at the time.
const checkEvery = 64

// scan merges the stored pairs with the transaction's own writes, which may
// change while it goes.
func (t *tx) scan(r kv.Range, yield func(kv.Pair, error) bool) error {
	src, err := t.source()
	if err != nil {
		return err
	}
	c := &cursor{r: r}
	// Until it is known how far the scan goes, all of the range counts as read.
	all := span{start: string(r.Start), end: string(r.End), open: r.End == nil}
	place := -1
	if t.records() {
		place = t.reads.addSpan(all)
	}
	it, err := src.NewIter(&pebble.IterOptions{LowerBound: r.Start, UpperBound: r.End})
	if err != nil {
		return fmt.Errorf("kv: scan: %w", err)
	}
	c.it = it
	defer func() { _ = it.Close() }() // its error is the iteration's
	for n := 1; ; n++ {
		pair, ok, err := c.next(&t.writes)
		if err != nil {
			return err
		}
		if !ok {
			t.noteSpan(all)
			return nil
		}
		if !yield(pair, nil) || n == r.Limit {
			break
		}
		if n%checkEvery == 0 || t.done {
			if err := t.check(); err != nil {
				return err
			}
		}
	}
	seen := c.seen(all)
	if place >= 0 {
		t.reads.spans[place] = seen
	}
	t.noteSpan(seen)
	return nil
}

// cursor walks over a range.
type cursor struct {
	r       kv.Range
	it      *pebble.Iterator
	started bool
	onKey   bool   // it stands on a pair that is still to come
	last    []byte // the last key that was looked at, nil at first
}

// next returns the next pair that exists.
func (c *cursor) next(own *writes) (kv.Pair, bool, error) {
	for {
		if err := c.move(); err != nil {
			return kv.Pair{}, false, err
		}
		w := own.next(c.r, c.last)
		if w == nil || (c.onKey && c.before(c.it.Key(), w.key)) {
			if !c.onKey {
				return kv.Pair{}, false, nil
			}
			c.last = append(emptyNotNil(c.last), c.it.Key()...)
			pair, err := c.pair()
			c.onKey = false
			return pair, err == nil, err
		}
		if c.onKey && string(c.it.Key()) == w.key {
			c.onKey = false
		}
		c.last = append(emptyNotNil(c.last), w.key...)
		if w.value != nil {
			return kv.Pair{Key: []byte(w.key), Value: append([]byte{}, w.value...)}, true, nil
		}
	}
}

// move puts the iterator on the next stored pair unless it stands on one.
func (c *cursor) move() error {
	if c.onKey {
		return nil
	}
	switch {
	case !c.started && c.r.Reverse:
		c.onKey = c.it.Last()
	case !c.started:
		c.onKey = c.it.First()
	case !c.it.Valid():
	case c.r.Reverse:
		c.onKey = c.it.Prev()
	default:
		c.onKey = c.it.Next()
	}
	c.started = true
	if err := c.it.Error(); err != nil {
		return fmt.Errorf("kv: scan: %w", err)
	}
	return nil
}

func (c *cursor) pair() (kv.Pair, error) {
	k := c.it.Key()
	v, err := c.it.ValueAndErr()
	if err != nil {
		return kv.Pair{}, fmt.Errorf("kv: scan: %w", err)
	}
	buf := append(append(make([]byte, 0, len(k)+len(v)), k...), v...)
	return kv.Pair{Key: buf[:len(k):len(k)], Value: buf[len(k):]}, nil
}

// before tells whether a stored key comes before an own one.
func (c *cursor) before(stored []byte, own string) bool {
	if c.r.Reverse {
		return string(stored) > own
	}
	return string(stored) < own
}

// seen is the part of the range up to the last pair.
func (c *cursor) seen(all span) span {
	if c.r.Reverse {
		all.start = string(c.last)
		return all
	}
	return span{start: all.start, end: string(c.last) + "\x00"}
}

// emptyNotNil keeps an empty last key apart from none.
func emptyNotNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b[:0]
}
