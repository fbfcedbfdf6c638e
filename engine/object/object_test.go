package object_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/blob/blobtest"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/vfs"
)

// inline is the limit of small blobs in these tests, in bytes.
const inline = 100

// world is an engine on a disk that can be cut off.
type world struct {
	*blobtest.World
	e *object.Engine
}

func openPebble(fs vfs.FS, dir string) (blobtest.Store, error) {
	return pebblekv.Open(dir, pebblekv.Options{FS: fs, MemTableSize: 1 << 20})
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return on(t, blobtest.NewWorld(t, openPebble, inline))
}

func on(t testing.TB, w *blobtest.World) *world {
	t.Helper()
	e, err := object.Open(t.Context(), object.Options{
		Store: w.Store, Blobs: w.Blobs, Tasks: w.Queue, Clock: w.Clock, MinPart: 10,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &world{w, e}
}

func (w *world) crash(t testing.TB, percent int, rng *rand.Rand) *world {
	t.Helper()
	return on(t, w.Crash(t, percent, rng))
}

func (w *world) settle(t testing.TB) {
	t.Helper()
	w.Settle(t, w.handlers())
}

func (w *world) handlers() map[string]task.Handler {
	all := maps.Clone(w.Blobs.Tasks())
	maps.Copy(all, w.e.Tasks())
	return all
}

func (w *world) bucket(t testing.TB, name string, v object.Versioning) {
	t.Helper()
	if _, err := w.e.CreateBucket(t.Context(), object.Bucket{Name: name, Account: "1", Versioning: v}); err != nil {
		t.Fatal(err)
	}
}

func body(s string) object.Body {
	return object.Body{Reader: strings.NewReader(s), Length: int64(len(s))}
}

func (w *world) put(t testing.TB, bucket, key, data string) *object.Object {
	t.Helper()
	o, err := w.e.Put(t.Context(), object.PutInput{Bucket: bucket, Key: key, Body: body(data)})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (w *world) get(ctx context.Context, in object.GetInput) (string, *object.Object, error) {
	c, err := w.e.Open(ctx, in)
	if err != nil {
		return "", nil, err
	}
	defer c.Close()
	r, err := c.Range(0, -1)
	if err != nil {
		return "", nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), &c.Object, err
}

func TestBuckets(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	docs := map[string][]byte{"policy": []byte("p")}
	b, err := w.e.CreateBucket(ctx, object.Bucket{Name: "b", Account: "1", Region: "eu-west-3", Config: docs})
	if err != nil || b.Region != "eu-west-3" {
		t.Fatalf("%+v, %v", b, err)
	}
	if have, err := w.e.CreateBucket(ctx, object.Bucket{Name: "b", Account: "2"}); !errors.Is(err, object.ErrBucketExists) || have.Account != "1" {
		t.Errorf("again: %+v, %v", have, err)
	}
	if err := w.e.SetConfig(ctx, "b", map[string][]byte{"policy": nil, "website": []byte("w")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.e.Config(ctx, "b", "policy"); !errors.Is(err, object.ErrNoSuchConfig) {
		t.Errorf("removed document: %v", err)
	}
	err = w.e.UpdateConfig(ctx, "b", "website", func(old []byte) ([]byte, error) { return append(old, '2'), nil })
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.e.Bucket(ctx, "b")
	if err != nil || string(got.Config["website"]) != "w2" || got.Revision <= b.Revision {
		t.Errorf("%+v, %v", got, err)
	}
	w.put(t, "b", "k", "v")
	if err := w.e.DeleteBucket(ctx, "b"); !errors.Is(err, object.ErrNotEmpty) {
		t.Errorf("delete of a full bucket: %v", err)
	}
	if _, err := w.e.Delete(ctx, object.DeleteInput{Bucket: "b", Key: "k"}); err != nil {
		t.Fatal(err)
	}
	up, err := w.e.CreateUpload(ctx, object.CreateUploadInput{Bucket: "b", Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	w.part(t, up, 1, strings.Repeat("x", 500))
	if err := w.e.DeleteBucket(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	w.settle(t)
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("left behind: %v", f)
	}
	again, err := w.e.CreateBucket(ctx, object.Bucket{Name: "b", Account: "2"})
	if err != nil || again.ID == b.ID {
		t.Fatalf("%+v, %v", again, err)
	}
	if got, _ := w.e.Bucket(ctx, "b"); len(got.Config) != 0 {
		t.Errorf("documents of the earlier bucket: %v", got.Config)
	}
	if p, err := w.e.Uploads(ctx, object.ListInput{Bucket: "b", Max: 10}); err != nil || len(p.Uploads) != 0 {
		t.Errorf("uploads of the earlier bucket: %+v, %v", p, err)
	}
}

func TestListBuckets(t *testing.T) {
	w := newWorld(t)
	for _, n := range []string{"a1", "a2", "a3", "b"} {
		w.bucket(t, n, "")
	}
	if _, err := w.e.CreateBucket(t.Context(), object.Bucket{Name: "other", Account: "2"}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		in   object.BucketsInput
		want string
		more bool
	}{
		{object.BucketsInput{}, "a1 a2 a3 b", false},
		{object.BucketsInput{Prefix: "a"}, "a1 a2 a3", false},
		{object.BucketsInput{Max: 2}, "a1 a2", true},
		{object.BucketsInput{Max: 2, After: "a2"}, "a3 b", false},
		{object.BucketsInput{Prefix: "a", After: "a2"}, "a3", false},
		{object.BucketsInput{Region: "x"}, "", false},
	} {
		tt.in.Account = "1"
		p, err := w.e.Buckets(t.Context(), tt.in)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, b := range p.Buckets {
			names = append(names, b.Name)
		}
		if got := strings.Join(names, " "); got != tt.want || p.More != tt.more {
			t.Errorf("%+v: %q, more %v", tt.in, got, p.More)
		}
	}
}

func TestPutGet(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	data := string(blobtest.Bytes(1, 400_000))
	in := object.PutInput{
		Bucket: "b", Key: "k", Body: body(data), Owner: "1",
		Meta: map[string]string{"a": "b"}, System: map[string]string{"Content-Type": "text/plain"},
		Tags: []object.Tag{{Key: "x", Value: "y"}},
	}
	in.Body.Want = []object.Algorithm{object.SHA256}
	put, err := w.e.Put(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	got, o, err := w.get(t.Context(), object.GetInput{Bucket: "b", Key: "k"})
	if err != nil || got != data || !reflect.DeepEqual(o, put) {
		t.Fatalf("%d bytes, %v\n%+v\n%+v", len(got), err, o, put)
	}
	if o.VersionID != object.NullVersion || o.SumType != object.FullObject || len(o.Sums[object.SHA256]) != 32 || o.Meta["a"] != "b" {
		t.Errorf("%+v", o)
	}
	c, err := w.e.Open(t.Context(), object.GetInput{Bucket: "b", Key: "k", Part: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, r := range [][2]int64{{0, 1}, {131_071, 2}, {399_999, 1}, {400_000, 0}, {5, 300_000}} {
		x, err := c.Range(r[0], r[1])
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(x)
		if err != nil || string(b) != data[r[0]:r[0]+r[1]] {
			t.Errorf("%v: %d bytes, %v", r, len(b), err)
		}
		_ = x.Close()
	}
	if _, err := c.Range(399_999, 2); !errors.Is(err, object.ErrInvalidRange) {
		t.Errorf("beyond: %v", err)
	}
	if _, err := w.e.Open(t.Context(), object.GetInput{Bucket: "b", Key: "k", Part: 2}); !errors.Is(err, object.ErrNoSuchPart) {
		t.Errorf("part 2: %v", err)
	}
	// It stays readable when it is replaced and removed.
	w.put(t, "b", "k", "new")
	if err := w.Queue.Drain(t.Context(), w.handlers()); err != nil {
		t.Fatal(err)
	}
	x, _ := c.Range(0, -1)
	var buf bytes.Buffer
	if _, err := io.Copy(&buf, x); err != nil || buf.String() != data {
		t.Errorf("replaced: %d bytes, %v", buf.Len(), err)
	}
}

func TestPutRefused(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	was := w.put(t, "b", "k", "old")
	long := strings.Repeat("x", 300_000)
	for _, tt := range []struct {
		name string
		in   object.PutInput
		want error
	}{
		{"no bucket", object.PutInput{Bucket: "c", Key: "k", Body: body("x")}, object.ErrNoSuchBucket},
		{"no bucket, long", object.PutInput{Bucket: "c", Key: "k", Body: body(long)}, object.ErrNoSuchBucket},
		{"no key", object.PutInput{Bucket: "b", Body: body("x")}, object.ErrInvalidKey},
		{"no UTF-8", object.PutInput{Bucket: "b", Key: "\xff", Body: body("x")}, object.ErrInvalidKey},
		{"long key", object.PutInput{Bucket: "b", Key: strings.Repeat("k", 1025), Body: body("x")}, object.ErrKeyTooLong},
		{"short", object.PutInput{Bucket: "b", Key: "k", Body: object.Body{Reader: strings.NewReader("x"), Length: 2}}, object.ErrIncomplete},
		{"too long", object.PutInput{Bucket: "b", Key: "k", Body: object.Body{Reader: strings.NewReader("xyz"), Length: 2}}, object.ErrTooLong},
		{"too big", object.PutInput{Bucket: "b", Key: "k", Body: object.Body{Reader: strings.NewReader(""), Length: object.MaxPut + 1}}, object.ErrTooBig},
		{"md5", object.PutInput{Bucket: "b", Key: "k", Body: object.Body{Reader: strings.NewReader(long), Length: -1, MD5: []byte("wrong")}}, object.ErrBadDigest},
		{"sum", object.PutInput{Bucket: "b", Key: "k", Body: object.Body{Reader: strings.NewReader(long), Length: -1, Sums: object.Sums{object.CRC32: []byte("1234")}}}, object.ErrBadDigest},
		{"trailer", object.PutInput{Bucket: "b", Key: "k", Body: object.Body{
			Reader: strings.NewReader(long), Length: -1, Want: []object.Algorithm{object.CRC32C},
			Trailer: func() (object.Sums, error) { return object.Sums{object.CRC32C: []byte("1234")}, nil },
		}}, object.ErrBadDigest},
		{"if none match", object.PutInput{Bucket: "b", Key: "k", Body: body("x"), Conditions: object.Conditions{IfNoneMatch: true}}, object.ErrPrecondition},
		{"if match", object.PutInput{Bucket: "b", Key: "k", Body: body("x"), Conditions: object.Conditions{IfMatch: "x"}}, object.ErrPrecondition},
		{"if match, long", object.PutInput{Bucket: "b", Key: "k", Body: body(long), Conditions: object.Conditions{IfMatch: "x"}}, object.ErrPrecondition},
		{"if match of nothing", object.PutInput{Bucket: "b", Key: "none", Body: body("x"), Conditions: object.Conditions{IfMatch: "*"}}, object.ErrNoSuchKey},
	} {
		if _, err := w.e.Put(t.Context(), tt.in); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if got, o, err := w.get(t.Context(), object.GetInput{Bucket: "b", Key: "k"}); got != "old" || !reflect.DeepEqual(o, was) {
		t.Errorf("after all: %q, %+v, %v", got, o, err)
	}
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("left behind: %v", f)
	}
	in := object.PutInput{Bucket: "b", Key: "k", Body: body("x"), Conditions: object.Conditions{IfMatch: was.ETag}}
	if _, err := w.e.Put(t.Context(), in); err != nil {
		t.Errorf("if match that holds: %v", err)
	}
}
