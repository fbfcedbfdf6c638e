package blobtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// inline is the limit of small blobs in the suite, in bytes.
const inline = 1000

// Run runs the suite.
func Run(t *testing.T, open OpenStore) {
	for _, c := range []struct {
		name string
		f    func(*testing.T, OpenStore)
	}{
		{"RoundTrip", testRoundTrip},
		{"Corrupt", testCorrupt},
		{"References", testReferences},
		{"Pin", testPin},
		{"Fence", testFence},
		{"FailedReader", testFailedReader},
		{"Faults", testFaults},
		{"Reserve", testReserve},
		{"Scrub", testScrub},
		{"PowerCuts", testPowerCuts},
		{"SweepLeavesOthers", testSweep},
	} {
		t.Run(c.name, func(t *testing.T) { c.f(t, open) })
	}
}

// Bytes gives n bytes that depend on seed.
func Bytes(seed uint64, n int) []byte {
	b := make([]byte, n)
	var key [32]byte
	key[0], key[1], key[2] = byte(seed), byte(seed>>8), byte(seed>>16)
	_, _ = rand.NewChaCha8(key).Read(b) // never fails
	return b
}

// write stages and links bytes.
func (w *World) write(t *testing.T, p []byte) blob.Ref {
	t.Helper()
	st, err := w.Blobs.Write(t.Context(), bytes.NewReader(p))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.Update(t.Context(), st.Link); err != nil {
		t.Fatal(err)
	}
	return st.Ref()
}

func (w *World) read(t *testing.T, ref blob.Ref) ([]byte, error) {
	t.Helper()
	r, err := w.Blobs.Open(t.Context(), ref)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	x := r.Range(0, ref.Size)
	defer x.Close()
	return io.ReadAll(x)
}

func (w *World) unlink(t *testing.T, refs ...blob.Ref) {
	t.Helper()
	err := w.Store.Update(t.Context(), func(tx kv.Tx) error { return w.Blobs.Unlink(tx, refs...) })
	if err != nil {
		t.Fatal(err)
	}
}

func testRoundTrip(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	const c = blob.Chunk
	for i, n := range []int{0, 1, inline, inline + 1, c - 1, c, c + 1, 2 * c, 5*c + 77} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			want := Bytes(uint64(i), n)
			ref := w.write(t, want)
			if ref.Size != int64(n) || ref.Inline != (n > 0 && n <= inline) {
				t.Fatalf("ref %+v", ref)
			}
			r, err := w.Blobs.Open(t.Context(), ref)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			for _, x := range [][2]int{{0, n}, {0, n / 2}, {n / 2, n - n/2}, {n, 0}, {n / 3, n / 3}, {n - min(n, 5), min(n, 5)}} {
				var got bytes.Buffer
				sec := r.Range(int64(x[0]), int64(x[1]))
				_, err := io.Copy(&got, sec) // WriteTo
				if err != nil || !bytes.Equal(got.Bytes(), want[x[0]:x[0]+x[1]]) {
					t.Errorf("range %v: %d bytes, %v", x, got.Len(), err)
				}
				if err := sec.Close(); err != nil {
					t.Error(err)
				}
			}
			got, err := w.read(t, ref) // Read
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("all: %d bytes, %v", len(got), err)
			}
		})
	}
}

// testCorrupt changes every region of a file: reads fail, and give no wrong byte.
func testCorrupt(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	want := Bytes(1, 3*blob.Chunk+10)
	ref := w.write(t, want)
	name := w.Files(t)[0]
	whole, err := vfs.ReadFile(w.Mem, name)
	if err != nil {
		t.Fatal(err)
	}
	put := func(b []byte) {
		t.Helper()
		if err := vfs.WriteFile(w.Mem, name, b); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []int{0, blob.Chunk, 3*blob.Chunk + 9, len(want), len(want) + 15, len(whole) - 40, len(whole) - 1} {
		b := bytes.Clone(whole)
		b[at] ^= 4
		put(b)
		got, err := w.read(t, ref)
		if !errors.Is(err, blob.ErrCorrupt) || !bytes.HasPrefix(want, got) {
			t.Errorf("byte %d changed: %d bytes, %v", at, len(got), err)
		}
	}
	for _, n := range []int{0, 5, len(want), len(whole) - 1} {
		put(whole[:n])
		if _, err := w.read(t, ref); !errors.Is(err, blob.ErrCorrupt) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	other := w.write(t, Bytes(2, len(want)))
	for _, name2 := range w.Files(t) {
		if name2 == name {
			continue
		}
		b, err := vfs.ReadFile(w.Mem, name2)
		if err != nil {
			t.Fatal(err)
		}
		put(b)
	}
	if _, err := w.read(t, ref); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("another blob's file: %v", err)
	}
	if _, err := w.read(t, other); err != nil {
		t.Errorf("the other blob: %v", err)
	}
}

func testReferences(t *testing.T, open OpenStore) {
	for _, n := range []int{10, 5000} {
		w := NewWorld(t, open, inline)
		want := Bytes(3, n)
		a := w.write(t, want)
		var b blob.Ref
		err := w.Store.Update(t.Context(), func(tx kv.Tx) (err error) {
			b, err = w.Blobs.Share(tx, a)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		w.unlink(t, a)
		w.Settle(t, w.Blobs.Tasks())
		if got, err := w.read(t, b); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes, shared: %v", n, err)
		}
		w.unlink(t, b)
		w.Settle(t, w.Blobs.Tasks())
		if _, err := w.read(t, b); !errors.Is(err, blob.ErrGone) {
			t.Errorf("%d bytes, unlinked: %v", n, err)
		}
		if f := w.Files(t); len(f) > 0 {
			t.Errorf("%d bytes: left %v", n, f)
		}
		err = w.Store.Update(t.Context(), func(tx kv.Tx) (err error) {
			_, err = w.Blobs.Share(tx, b)
			return err
		})
		if !errors.Is(err, blob.ErrGone) {
			t.Errorf("%d bytes, share of what is gone: %v", n, err)
		}
	}
}

func testPin(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	for name, pin := range map[string]func(blob.Ref) func(){
		"pin":  func(r blob.Ref) func() { return w.Blobs.Pin(r) },
		"hold": func(blob.Ref) func() { return w.Blobs.Hold() },
	} {
		ref := w.write(t, Bytes(4, 5000))
		release := pin(ref)
		w.unlink(t, ref)
		w.Settle(t, w.Blobs.Tasks())
		if _, err := w.read(t, ref); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		release()
		release() // once is enough
		w.Settle(t, w.Blobs.Tasks())
		if _, err := w.read(t, ref); !errors.Is(err, blob.ErrGone) {
			t.Errorf("%s, released: %v", name, err)
		}
	}
}

func testFence(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	st, err := w.Blobs.Write(t.Context(), bytes.NewReader(Bytes(6, 5000)))
	if err != nil {
		t.Fatal(err)
	}
	// Another process finds the lease run out.
	other, err := blob.Open(t.Context(), blob.Options{
		FS: w.Mem, Dir: Dir, Store: w.Store, Tasks: w.Queue, Clock: w.Clock, Inline: inline,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Hour)
	if err := other.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := other.Sweep(t.Context()); n != 1 || err != nil {
		t.Fatalf("swept %d, %v", n, err)
	}
	if err := w.Store.Update(t.Context(), st.Link); !errors.Is(err, blob.ErrFenced) {
		t.Fatalf("link of swept bytes: %v", err)
	}
	if err := w.Blobs.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	ref := w.write(t, Bytes(6, 5000))
	if _, err := w.read(t, ref); err != nil {
		t.Fatal(err)
	}
}
