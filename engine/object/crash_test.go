package object_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/cumulet/cumulet/engine/blob/blobtest"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/internal/vfs"
)

// TestPowerCut cuts the power while writers put, complete uploads and delete:
// what was acknowledged is there, byte for byte, and nothing half done shows.
func TestPowerCut(t *testing.T) {
	for range 10 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed), func(t *testing.T) { powerCut(t, seed) })
	}
}

// ledger is what one writer knows of its keys.
type ledger struct {
	sync.Mutex
	acked map[string]string // key to data; "" where the deletion was acknowledged
	tried map[string]string // what is under way, and may or may not show
}

func powerCut(t *testing.T, seed uint64) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	rng := rand.New(rand.NewPCG(seed, 2))
	l := &ledger{acked: map[string]string{}, tried: map[string]string{}}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var wg sync.WaitGroup
	enough := make(chan struct{}, 1000)
	for i := range 6 {
		wg.Go(func() { w.load(ctx, t, l, seed, i, enough) })
	}
	for range 60 + rng.IntN(200) {
		<-enough
	}
	// Acknowledged before the cut, whatever is tried meanwhile.
	l.Lock()
	acked := map[string]string{}
	for k, v := range l.acked {
		acked[k] = v
	}
	after := w.crash(t, 10*rng.IntN(11), rng)
	tried := map[string]string{}
	for k, v := range l.tried {
		tried[k] = v
	}
	l.Unlock()
	stop()
	wg.Wait()

	after.settle(t)
	files := 0
	page, err := after.e.List(t.Context(), object.ListInput{Bucket: "b", Max: 1000})
	if err != nil || page.More {
		t.Fatal(err, page.More)
	}
	shown := map[string]string{}
	for _, o := range page.Objects {
		got, _, err := after.get(t.Context(), object.GetInput{Bucket: "b", Key: o.Key})
		if err != nil {
			t.Errorf("%s: %v", o.Key, err)
		}
		shown[o.Key] = got
		if o.Parts == 0 && len(got) > inline {
			files++
		} else if o.Parts > 0 {
			files += o.Parts
		}
	}
	for _, m := range []map[string]string{acked, tried, shown} {
		for k := range m {
			got, want := shown[k], acked[k]
			if maybe, ok := tried[k]; got != want && (!ok || got != maybe) {
				t.Errorf("%s: %d bytes, acknowledged were %d", k, len(got), len(want))
			}
		}
	}
	uploads, err := after.e.Uploads(t.Context(), object.ListInput{Bucket: "b", Max: 1000})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range uploads.Uploads {
		p, err := after.e.Parts(t.Context(), object.PartsInput{Bucket: "b", Key: u.Key, UploadID: u.ID, Max: 10})
		if err != nil {
			t.Fatal(err)
		}
		files += len(p.Parts)
	}
	if f := after.Files(t); len(f) != files {
		t.Errorf("%d files for %d blobs: %v", len(f), files, f)
	}
	rep, err := after.Blobs.Scrub(t.Context(), 0)
	if err != nil || len(rep.Bad) > 0 || rep.Files != files {
		t.Errorf("scrub: %+v, %v", rep, err)
	}
}

// load works on keys of its own until ctx ends. Every key it touches is in
// tried for as long as nothing was answered.
func (w *world) load(ctx context.Context, t *testing.T, l *ledger, seed uint64, writer int, done chan<- struct{}) {
	rng := rand.New(rand.NewPCG(seed, uint64(100+writer)))
	for n := 0; ctx.Err() == nil; n++ {
		key := fmt.Sprintf("%d/%d", writer, rng.IntN(8))
		data := ""
		if rng.IntN(4) > 0 {
			data = strings.Repeat(fmt.Sprintf("%d.%d ", writer, n), 1+rng.IntN(150))
		}
		l.Lock()
		l.tried[key] = data
		l.Unlock()
		var err error
		switch {
		case data == "":
			_, err = w.e.Delete(ctx, object.DeleteInput{Bucket: "b", Key: key})
		case len(data) > 500:
			err = w.uploadWhole(ctx, key, data)
		default:
			_, err = w.e.Put(ctx, object.PutInput{Bucket: "b", Key: key, Body: body(data)})
		}
		if err == nil {
			l.Lock()
			l.acked[key] = data
			delete(l.tried, key)
			l.Unlock()
		} else if ctx.Err() == nil {
			t.Error(err)
			return
		}
		select {
		case done <- struct{}{}:
		case <-ctx.Done():
		}
	}
}

func (w *world) uploadWhole(ctx context.Context, key, data string) error {
	u, err := w.e.CreateUpload(ctx, object.CreateUploadInput{Bucket: "b", Key: key})
	if err != nil {
		return err
	}
	in := complete(u)
	for i, s := range []string{data[:200], data[200:400], data[400:]} {
		p, err := w.e.UploadPart(ctx, object.UploadPartInput{Bucket: "b", Key: key, UploadID: u.ID, Number: i + 1, Body: body(s)})
		if err != nil {
			return err
		}
		in.Parts = append(in.Parts, object.CompletePart{Number: i + 1, ETag: p.ETag})
	}
	_, err = w.e.CompleteUpload(ctx, in)
	return err
}

// TestOneKey has many write, copy, read and delete the same key at once.
func TestOneKey(t *testing.T) {
	for _, v := range []object.Versioning{object.VersioningUnset, object.VersioningEnabled, object.VersioningSuspended} {
		t.Run("versioning "+string(v), func(t *testing.T) {
			w := newWorld(t)
			w.bucket(t, "b", v)
			w.put(t, "b", "k", "0")
			var wg sync.WaitGroup
			for i := range 8 {
				wg.Go(func() {
					for n := range 25 {
						w.touch(t, i, n)
					}
				})
			}
			ctx, stop := context.WithCancel(t.Context())
			var cleaner sync.WaitGroup
			cleaner.Go(func() {
				for ctx.Err() == nil {
					_ = w.Queue.Drain(ctx, w.handlers()) // ends with ctx
				}
			})
			wg.Wait()
			stop()
			cleaner.Wait()
			files := 0
			for _, o := range w.versions(t) {
				if o.Size > inline {
					files++
				}
			}
			w.settle(t)
			rep, err := w.Blobs.Scrub(t.Context(), 0)
			if err != nil || len(rep.Bad) > 0 || rep.Files > files {
				t.Errorf("%+v for %d, %v", rep, files, err)
			}
			if f := w.Files(t); len(f) != rep.Files {
				t.Errorf("%d files for %d blobs", len(f), rep.Files)
			}
		})
	}
}

func (w *world) touch(t *testing.T, i, n int) {
	ctx := t.Context()
	var err error
	switch in := (object.GetInput{Bucket: "b", Key: "k"}); (i + n) % 4 {
	case 0, 1:
		_, err = w.e.Put(ctx, object.PutInput{Bucket: "b", Key: "k", Body: body(strings.Repeat("x", n*20))})
	case 2:
		_, _, err = w.e.Copy(ctx, object.CopyInput{Source: in, Bucket: "b", Key: "k"})
	case 3:
		if n%2 == 0 {
			_, err = w.e.Delete(ctx, object.DeleteInput{Bucket: "b", Key: "k"})
		} else {
			var got string
			got, _, err = w.get(ctx, in)
			if strings.Trim(got, "x0") != "" {
				t.Errorf("got %q", got)
			}
		}
	}
	if err != nil && !errors.Is(err, object.ErrNoSuchKey) {
		t.Error(err)
	}
}

// TestDiskFull refuses writes and lets deletes through.
func TestDiskFull(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	w.put(t, "b", "k", strings.Repeat("x", 500))
	w.FailBlobs(vfs.DiskFull)
	if _, err := w.e.Put(t.Context(), object.PutInput{Bucket: "b", Key: "n", Body: body(string(blobtest.Bytes(1, 500)))}); !errors.Is(err, kv.ErrNoSpace) {
		t.Errorf("put: %v", err)
	}
	if _, err := w.e.Delete(t.Context(), object.DeleteInput{Bucket: "b", Key: "k"}); err != nil {
		t.Errorf("delete: %v", err)
	}
	if err := w.Queue.Drain(t.Context(), w.handlers()); err != nil {
		t.Error(err)
	}
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("left %v", f)
	}
}
