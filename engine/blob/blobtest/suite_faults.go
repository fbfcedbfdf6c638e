package blobtest

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
	"time"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

func testFailedReader(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	broken := errors.New("broken")
	for _, n := range []int{0, 10, inline, 5000, 2 * blob.Chunk, 20 << 20} {
		r := io.MultiReader(bytes.NewReader(make([]byte, n)), iotest.ErrReader(broken))
		if _, err := w.Blobs.Write(t.Context(), r); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("left %v", f)
	}
}

func testFaults(t *testing.T, open OpenStore) {
	for _, tt := range []struct {
		name string
		rule func(vfs.Op) error
		want error
	}{
		{"full", vfs.DiskFull, kv.ErrNoSpace},
		{"sync", vfs.FailSyncs, vfs.ErrIO},
		{"write", vfs.FailWrites, vfs.ErrIO},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := NewWorld(t, open, inline)
			before := w.write(t, Bytes(7, 5000))
			w.FailBlobs(tt.rule)
			if _, err := w.Blobs.Write(t.Context(), bytes.NewReader(Bytes(8, 5000))); !errors.Is(err, tt.want) {
				t.Fatalf("got %v", err)
			}
			w.write(t, Bytes(9, 10)) // small ones need no file
			w.FailBlobs(nil)
			w.write(t, Bytes(8, 5000))
			if _, err := w.read(t, before); err != nil {
				t.Fatal(err)
			}
		})
	}
	t.Run("read", func(t *testing.T) {
		w := NewWorld(t, open, inline)
		ref := w.write(t, Bytes(7, 5000))
		w.FailBlobs(vfs.FailReads)
		if _, err := w.read(t, ref); !errors.Is(err, vfs.ErrIO) {
			t.Fatalf("got %v", err)
		}
	})
}

func testReserve(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	b, err := blob.Open(t.Context(), blob.Options{
		FS: w.Faults, Dir: Dir, Store: w.Store, Tasks: w.Queue, Clock: w.Clock, Inline: inline, Reserve: 1 << 20,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Blobs = b
	w.Mem.SetFree(10<<20, 100<<20)
	ref := w.write(t, Bytes(10, 5000))
	w.Mem.SetFree(1<<19, 100<<20)
	w.Clock.Advance(time.Minute)
	if _, err := w.Blobs.Write(t.Context(), bytes.NewReader(Bytes(11, 5000))); !errors.Is(err, kv.ErrNoSpace) {
		t.Fatalf("got %v", err)
	}
	w.unlink(t, ref)
	if err := w.Queue.Drain(t.Context(), w.Blobs.Tasks()); err != nil {
		t.Fatal(err)
	}
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("deleted, left %v", f)
	}
}

func testScrub(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	var refs []blob.Ref
	for i := range 5 {
		refs = append(refs, w.write(t, Bytes(uint64(i), 5000)))
	}
	rep, err := w.Blobs.Scrub(t.Context(), 0)
	if err != nil || rep.Files != 5 || rep.Bytes != 25000 || len(rep.Bad) != 0 {
		t.Fatalf("sound: %+v, %v", rep, err)
	}
	files := w.Files(t)
	i := 0
	err = blob.Linked(t.Context(), w.Store, func(ref blob.Ref) error {
		if files[i] != Dir+"/"+blob.FileName(ref) || ref != refs[i] {
			t.Errorf("%d: linked %+v, %s", i, ref, files[i])
		}
		i++
		return nil
	})
	if err != nil || i != 5 {
		t.Errorf("%d linked, %v", i, err)
	}
	if err := w.Mem.Remove(files[1]); err != nil {
		t.Fatal(err)
	}
	whole, err := vfs.ReadFile(w.Mem, files[3])
	if err != nil {
		t.Fatal(err)
	}
	whole[100]++
	if err := vfs.WriteFile(w.Mem, files[3], whole); err != nil {
		t.Fatal(err)
	}
	rep, err = w.Blobs.Scrub(t.Context(), 0)
	if err != nil || len(rep.Bad) != 2 {
		t.Fatalf("damaged: %+v, %v", rep, err)
	}
	for i, want := range []error{blob.ErrGone, blob.ErrCorrupt} {
		if d := rep.Bad[i]; !errors.Is(d.Err, want) || d.ID != refs[1+2*i].ID() {
			t.Errorf("%d: %+v", i, d)
		}
	}
}

func testSweep(t *testing.T, open OpenStore) {
	w := NewWorld(t, open, inline)
	old := w.write(t, Bytes(1, 5000))
	st, err := w.Blobs.Write(t.Context(), bytes.NewReader(Bytes(2, 5000)))
	if err != nil {
		t.Fatal(err)
	}
	w = w.Crash(t, 0, nil)
	if n, err := w.Blobs.Sweep(t.Context()); n != 0 || err != nil {
		t.Fatalf("within the lease: swept %d, %v", n, err)
	}
	mine, err := w.Blobs.Write(t.Context(), bytes.NewReader(Bytes(3, 5000)))
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Hour)
	if err := w.Blobs.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, err := w.Blobs.Sweep(t.Context()); n != 1 || err != nil {
		t.Fatalf("swept %d, %v", n, err)
	}
	if err := w.Store.Update(t.Context(), st.Link); !errors.Is(err, blob.ErrFenced) {
		t.Errorf("link across the crash: %v", err)
	}
	if err := w.Store.Update(t.Context(), mine.Link); err != nil {
		t.Errorf("link of a living process: %v", err)
	}
	for _, ref := range []blob.Ref{old, mine.Ref()} {
		if _, err := w.read(t, ref); err != nil {
			t.Error(err)
		}
	}
}

// testPowerCuts writes, links and unlinks at random, cuts the power, and looks:
// what was linked is there, and nothing else is left after a sweep.
func testPowerCuts(t *testing.T, open OpenStore) {
	for range 10 {
		seed := rand.Uint64()
		rng := rand.New(rand.NewPCG(seed, 0))
		t.Logf("seed %d", seed)
		w := NewWorld(t, open, inline)
		have := map[blob.Ref][]byte{}
		for step := range 120 {
			switch x := rng.IntN(20); {
			case x < 10:
				p := Bytes(rng.Uint64(), rng.IntN(3*inline))
				if ref := w.write(t, p); len(p) > 0 {
					have[ref] = p
				}
			case x < 12:
				if _, err := w.Blobs.Write(t.Context(), bytes.NewReader(Bytes(1, 2*inline))); err != nil {
					t.Fatal(err)
				}
			case x < 17:
				for ref := range have {
					w.unlink(t, ref)
					delete(have, ref)
					break
				}
			case x < 18:
				if err := w.Queue.Drain(t.Context(), w.Blobs.Tasks()); err != nil {
					t.Fatal(err)
				}
			case x == 18:
				w = w.Crash(t, 10*rng.IntN(11), rng)
			default:
				w.Settle(t, w.Blobs.Tasks())
			}
			if step%40 == 39 {
				w = w.Crash(t, 10*rng.IntN(11), rng)
				w.check(t, have)
			}
		}
		w = w.Crash(t, 0, rng)
		w.Settle(t, w.Blobs.Tasks())
		w.check(t, have)
		files := 0
		for ref := range have {
			if !ref.Inline {
				files++
			}
		}
		if f := w.Files(t); len(f) != files {
			t.Errorf("seed %d: %d files for %d blobs: %v", seed, len(f), files, f)
		}
	}
}

func (w *World) check(t *testing.T, have map[blob.Ref][]byte) {
	t.Helper()
	for ref, want := range have {
		if got, err := w.read(t, ref); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: %d bytes of %d, %v", ref.ID(), len(got), len(want), err)
		}
	}
}
