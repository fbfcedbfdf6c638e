package kv_test

import (
	"bytes"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
)

func FuzzKey(f *testing.F) {
	f.Add("a", "ab", uint64(1))
	f.Add("", "\x00", uint64(0))
	f.Add("\x00\x01", "\xff", ^uint64(0))
	f.Fuzz(func(t *testing.T, a, b string, n uint64) {
		k := kv.NewKey(a, b).Uint(n)
		gotA, rest, ok := kv.CutString(k)
		if !ok || gotA != a {
			t.Fatalf("%q read as %q, %v", a, gotA, ok)
		}
		gotB, rest, ok := kv.CutString(rest)
		if !ok || gotB != b {
			t.Fatalf("%q read as %q, %v", b, gotB, ok)
		}
		if gotN, rest, ok := kv.CutUint(rest); !ok || gotN != n || len(rest) > 0 {
			t.Fatalf("%d read as %d, %v", n, gotN, ok)
		}
		ka, kb := kv.NewKey(a), kv.NewKey(b)
		if got, want := bytes.Compare(ka, kb), bytes.Compare([]byte(a), []byte(b)); got != want {
			t.Fatalf("%q and %q: keys compare as %d, strings as %d", a, b, got, want)
		}
		if a != b && (bytes.HasPrefix(ka, kb) || bytes.HasPrefix(kb, ka)) {
			t.Fatalf("one of %q and %q begins with the other", ka, kb)
		}
	})
}

func TestCutDamaged(t *testing.T) {
	for _, k := range []string{"", "a", "a\x00", "a\x00\x02", "\x00"} {
		if s, _, ok := kv.CutString([]byte(k)); ok {
			t.Errorf("%q read as %q", k, s)
		}
	}
	if _, _, ok := kv.CutUint([]byte("1234567")); ok {
		t.Error("seven bytes read as a number")
	}
}

func TestPrefix(t *testing.T) {
	tests := []struct{ prefix, end string }{
		{"a", "b"}, {"a\xff", "b"}, {"a\xff\xff", "b"}, {"", ""}, {"\xff", ""},
	}
	for _, tt := range tests {
		r := kv.Prefix([]byte(tt.prefix))
		if string(r.Start) != tt.prefix || string(r.End) != tt.end || (tt.end == "") != (r.End == nil) {
			t.Errorf("Prefix(%q) = %q, %q", tt.prefix, r.Start, r.End)
		}
	}
}
