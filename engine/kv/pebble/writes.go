package pebblekv

import (
	"bytes"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cumulet/cumulet/engine/kv"
)

// write is a pending write. A nil value deletes.
type write struct {
	key   string
	value []byte
}

// writes buffers what a transaction wrote, sorted by key.
type writes struct {
	list  []write
	bytes int
	sets  int // how many are not deletes
}

// find returns where key is or belongs.
func (w *writes) find(key []byte) (i int, found bool) {
	lo, hi := 0, len(w.list)
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		if w.list[m].key < string(key) {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo, lo < len(w.list) && w.list[lo].key == string(key)
}

// put buffers a write of a copy of value, within the limits of the contract.
func (w *writes) put(key, value []byte, isSet bool) error {
	if len(key) > kv.MaxKey || len(value) > kv.MaxValue {
		return kv.ErrTooLarge
	}
	i, found := w.find(key)
	switch {
	case found:
		w.bytes -= len(w.list[i].value)
		if w.list[i].value != nil {
			w.sets--
		}
	case len(w.list) == kv.MaxTxWrites:
		return kv.ErrTooLarge
	default:
		w.list = append(w.list, write{})
		copy(w.list[i+1:], w.list[i:])
		w.list[i] = write{key: string(key)}
		w.bytes += len(key)
	}
	w.list[i].value = nil
	if isSet {
		w.list[i].value = append(make([]byte, 0, len(value)), value...)
		w.sets++
	}
	if w.bytes += len(value); w.bytes > kv.MaxTxBytes {
		return kv.ErrTooLarge
	}
	return nil
}

// fill puts the writes into a batch.
func (w *writes) fill(b *pebble.Batch) {
	for i := range w.list {
		key, value := w.list[i].key, w.list[i].value
		if value == nil {
			op := b.DeleteDeferred(len(key))
			copy(op.Key, key)
			_ = op.Finish() // fails only for indexed batches
			continue
		}
		op := b.SetDeferred(len(key), len(value))
		copy(op.Key, key)
		copy(op.Value, value)
		_ = op.Finish()
	}
}

// next returns the first write of the range that lies beyond last in the
// range's direction. With a nil last it is the first of the range.
func (w *writes) next(r kv.Range, last []byte) *write {
	if len(w.list) == 0 {
		return nil
	}
	if r.Reverse {
		return w.prev(r, last)
	}
	i, _ := w.find(r.Start)
	if last != nil {
		var found bool
		if i, found = w.find(last); found {
			i++
		}
	}
	if i == len(w.list) || (r.End != nil && w.list[i].key >= string(r.End)) {
		return nil
	}
	return &w.list[i]
}

func (w *writes) prev(r kv.Range, last []byte) *write {
	i := len(w.list)
	switch {
	case last != nil:
		i, _ = w.find(last)
	case r.End != nil:
		i, _ = w.find(r.End)
	}
	if i == 0 || w.list[i-1].key < string(r.Start) {
		return nil
	}
	return &w.list[i-1]
}

// isEmpty tells whether no key lies in the range.
func isEmpty(r kv.Range) bool { return r.End != nil && bytes.Compare(r.Start, r.End) >= 0 }
