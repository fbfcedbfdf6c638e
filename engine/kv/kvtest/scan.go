package kvtest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
)

func testScanOrder(t *testing.T, s kv.Store) {
	update(t, s, func(tx kv.Tx) error {
		for _, k := range []string{"b", "a", "", "\xff\xff", "b\x00", "bb", "c", "\xff"} {
			if err := tx.Set([]byte(k), []byte("v")); err != nil {
				return err
			}
		}
		return nil
	})
	tests := []struct {
		r    kv.Range
		want []string
	}{
		{kv.Range{}, []string{"", "a", "b", "b\x00", "bb", "c", "\xff", "\xff\xff"}},
		{kv.Range{Reverse: true}, []string{"\xff\xff", "\xff", "c", "bb", "b\x00", "b", "a", ""}},
		{kv.Range{Start: []byte("b"), End: []byte("c")}, []string{"b", "b\x00", "bb"}},
		{kv.Range{Start: []byte("b"), End: []byte("c"), Reverse: true}, []string{"bb", "b\x00", "b"}},
		{kv.Range{Start: []byte("b"), Limit: 2}, []string{"b", "b\x00"}},
		{kv.Range{Reverse: true, Limit: 1}, []string{"\xff\xff"}},
		{kv.Range{Start: []byte("c"), End: []byte("b")}, nil},
		{kv.Range{Start: []byte("c"), End: []byte("c")}, nil},
		{kv.Range{Start: []byte("d"), End: []byte("e")}, nil},
		{kv.Range{End: []byte{}}, nil},
		{kv.Prefix([]byte("b")), []string{"b", "b\x00", "bb"}},
		{kv.Prefix([]byte("\xff")), []string{"\xff", "\xff\xff"}},
	}
	for _, run := range []func(func(kv.Tx) error) error{
		func(f func(kv.Tx) error) error { return s.View(t.Context(), f) },
		func(f func(kv.Tx) error) error { return s.Update(t.Context(), f) },
	} {
		for _, tt := range tests {
			var got []string
			err := run(func(tx kv.Tx) error {
				got = nil
				for p, err := range tx.Scan(tt.r) {
					if err != nil {
						return err
					}
					got = append(got, string(p.Key))
				}
				return nil
			})
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%+v: %q, %v; want %q", tt.r, got, err, tt.want)
			}
		}
	}
}

// testScanWhileWriting writes in the loop that scans: what lies ahead is seen,
// what lies behind isn't.
func testScanWhileWriting(t *testing.T, s kv.Store) {
	put(t, s, "b", "stored")
	put(t, s, "d", "stored")
	update(t, s, func(tx kv.Tx) error {
		var got []string
		for p, err := range tx.Scan(kv.Range{}) {
			if err != nil {
				return err
			}
			got = append(got, string(p.Key))
			if string(p.Key) == "b" {
				for _, k := range []string{"a", "c", "e"} {
					if err := tx.Set([]byte(k), nil); err != nil {
						return err
					}
				}
				if err := tx.Delete([]byte("d")); err != nil {
					return err
				}
			}
		}
		if want := []string{"b", "c", "e"}; !slices.Equal(got, want) {
			t.Errorf("scan saw %q, want %q", got, want)
		}
		return nil
	})
}

// testModel runs random transactions, one after the other, against a map.
func testModel(t *testing.T, s kv.Store) {
	rng := random(t)
	model := map[string]string{}
	key := func() []byte { return fmt.Appendf(nil, "%c%d", 'a'+rune(rng.IntN(3)), rng.IntN(20)) }
	for n := range 300 {
		next := map[string]string{}
		fail := rng.IntN(5) == 0
		err := s.Update(t.Context(), func(tx kv.Tx) error {
			clear(next)
			for k, v := range model {
				next[k] = v
			}
			for range rng.IntN(12) {
				if err := step(rng, tx, key(), next); err != nil {
					return err
				}
			}
			if fail {
				return errRollback
			}
			return nil
		})
		switch {
		case fail && errors.Is(err, errRollback):
		case err != nil:
			t.Fatalf("transaction %d: %v", n, err)
		default:
			model = next
		}
	}
	err := s.View(t.Context(), func(tx kv.Tx) error { return compare(tx, kv.Range{}, model) })
	if err != nil {
		t.Error(err)
	}
}

var errRollback = fmt.Errorf("roll back")

// step does something random to both and compares what they answer.
func step(rng *rand.Rand, tx kv.Tx, key []byte, model map[string]string) error {
	switch rng.IntN(4) {
	case 0:
		v := fmt.Sprint(rng.Uint32())
		model[string(key)] = v
		return tx.Set(key, []byte(v))
	case 1:
		delete(model, string(key))
		return tx.Delete(key)
	case 2:
		got, err := lookup(tx, string(key))
		if err == nil && got != model[string(key)] {
			return fmt.Errorf("get %q: %q, model has %q", key, got, model[string(key)])
		}
		return err
	}
	r := kv.Range{Start: key, Reverse: rng.IntN(2) == 0, Limit: rng.IntN(4)}
	if rng.IntN(2) == 0 {
		r.End = fmt.Appendf(nil, "%c", 'a'+rune(rng.IntN(4)))
	}
	if rng.IntN(3) == 0 {
		r.Start = nil
	}
	return compare(tx, r, model)
}

// compare compares a range of the store with the model.
func compare(tx kv.Tx, r kv.Range, model map[string]string) error {
	got, err := scan(tx, r)
	if err != nil {
		return err
	}
	var want []string
	for k, v := range model {
		if bytes.Compare([]byte(k), r.Start) >= 0 && (r.End == nil || k < string(r.End)) {
			want = append(want, k+"="+v)
		}
	}
	slices.SortFunc(want, func(a, b string) int {
		ka, _, _ := bytes.Cut([]byte(a), []byte("="))
		kb, _, _ := bytes.Cut([]byte(b), []byte("="))
		return bytes.Compare(ka, kb)
	})
	if r.Reverse {
		slices.Reverse(want)
	}
	if r.Limit > 0 && len(want) > r.Limit {
		want = want[:r.Limit]
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("scan %+v: %q, model has %q", r, got, want)
	}
	return nil
}
