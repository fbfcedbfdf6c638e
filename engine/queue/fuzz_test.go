package queue

import (
	"bytes"
	"reflect"
	"testing"
)

func FuzzParseReceipt(f *testing.F) {
	f.Add(Receipt{1, 2, 3}.String())
	f.Add("AQ==")
	f.Fuzz(func(t *testing.T, s string) {
		if r, err := ParseReceipt(s); err == nil && r.String() != s {
			t.Errorf("%q reads as %+v, which is %q", s, r, r)
		}
	})
}

func FuzzDecode(f *testing.F) {
	b := body{sender: "s", dedup: "d", sourceSpace: "x", sourceName: "y", attributes: []byte("a"), data: []byte("data")}
	f.Add(b.encode())
	x := index{sent: 1, visible: 2, first: 3, count: 4, nonce: 5, group: "g"}
	f.Add(x.encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		if x, err := decodeIndex(data); err == nil && !bytes.Equal(x.encode(), data) && data[0] == format {
			t.Errorf("index %x reads as %+v", data, x)
		}
		b, err := decodeBody(data)
		if err != nil {
			return
		}
		again, err := decodeBody(b.encode())
		if err != nil || !reflect.DeepEqual(again, b) {
			t.Errorf("body %x reads as %+v", data, b)
		}
	})
}
