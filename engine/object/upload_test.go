package object_test

import (
	"crypto/md5"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/blob/blobtest"
	"github.com/cumulet/cumulet/engine/object"
)

func (w *world) part(t testing.TB, u *object.Upload, n int, data string) *object.Part {
	t.Helper()
	p, err := w.e.UploadPart(t.Context(), object.UploadPartInput{
		Bucket: u.Bucket, Key: u.Key, UploadID: u.ID, Number: n, Body: body(data),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *world) begin(t testing.TB, in object.CreateUploadInput) *object.Upload {
	t.Helper()
	u, err := w.e.CreateUpload(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func complete(u *object.Upload, parts ...*object.Part) object.CompleteInput {
	in := object.CompleteInput{Bucket: u.Bucket, Key: u.Key, UploadID: u.ID}
	for _, p := range parts {
		in.Parts = append(in.Parts, object.CompletePart{Number: p.Number, ETag: p.ETag})
	}
	return in
}

func TestUpload(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.bucket(t, "b", "")
	u := w.begin(t, object.CreateUploadInput{Bucket: "b", Key: "k", Meta: map[string]string{"m": "1"}})
	texts := []string{strings.Repeat("a", 300), strings.Repeat("b", 20), "c"}
	w.part(t, u, 3, strings.Repeat("replaced", 100))
	w.part(t, u, 9, strings.Repeat("unused", 100))
	parts := []*object.Part{w.part(t, u, 1, texts[0]), w.part(t, u, 3, texts[1]), w.part(t, u, 7, texts[2])}

	page, err := w.e.Parts(ctx, object.PartsInput{Bucket: "b", Key: "k", UploadID: u.ID, Max: 2, After: 1})
	if err != nil || !page.More || len(page.Parts) != 2 || page.Parts[0].Number != 3 || page.Parts[0].ETag != parts[1].ETag {
		t.Errorf("parts: %+v, %v", page, err)
	}
	if _, _, err := w.get(ctx, object.GetInput{Bucket: "b", Key: "k"}); !errors.Is(err, object.ErrNoSuchKey) {
		t.Errorf("before: %v", err)
	}
	o, err := w.e.CompleteUpload(ctx, complete(u, parts...))
	if err != nil {
		t.Fatal(err)
	}
	sums := md5.New()
	for _, s := range texts {
		sum := md5.Sum([]byte(s))
		sums.Write(sum[:])
	}
	if want := fmt.Sprintf("%x-3", sums.Sum(nil)); o.ETag != want || o.Size != 321 || o.Parts != 3 || o.Meta["m"] != "1" {
		t.Errorf("%+v", o)
	}
	check := func(when string) {
		t.Helper()
		got, _, err := w.get(ctx, object.GetInput{Bucket: "b", Key: "k"})
		if err != nil || got != strings.Join(texts, "") {
			t.Errorf("%s: %q, %v", when, got, err)
		}
	}
	check("at once")
	w = w.crash(t, 0, nil)
	w.settle(t)
	check("after a crash and the clean-up")
	if f := w.Files(t); len(f) != 1 {
		t.Errorf("files: %v", f)
	}
	for i, n := range []int{1, 3, 7} {
		c, err := w.e.Open(ctx, object.GetInput{Bucket: "b", Key: "k", Part: n})
		if err != nil || c.Length != int64(len(texts[i])) {
			t.Fatalf("part %d: %+v, %v", n, c, err)
		}
		_ = c.Close()
	}
	if _, err := w.e.Open(ctx, object.GetInput{Bucket: "b", Key: "k", Part: 2}); !errors.Is(err, object.ErrNoSuchPart) {
		t.Errorf("part 2: %v", err)
	}
	op, err := w.e.ObjectParts(ctx, object.ObjectPartsInput{GetInput: object.GetInput{Bucket: "b", Key: "k"}, Max: 2, After: 1})
	if err != nil || len(op.Parts) != 2 || op.More || op.Parts[1].Number != 7 {
		t.Errorf("object's parts: %+v, %v", op, err)
	}
	if _, err := w.e.CompleteUpload(ctx, complete(u, parts...)); !errors.Is(err, object.ErrNoSuchUpload) {
		t.Errorf("again: %v", err)
	}
	if _, err := w.e.Delete(ctx, object.DeleteInput{Bucket: "b", Key: "k"}); err != nil {
		t.Fatal(err)
	}
	w.settle(t)
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("deleted, left %v", f)
	}
}

func TestCompleteRefused(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.bucket(t, "b", "")
	u := w.begin(t, object.CreateUploadInput{Bucket: "b", Key: "k", Algorithm: object.CRC32})
	a, b, c := w.part(t, u, 1, "0123456789"), w.part(t, u, 2, "short"), w.part(t, u, 3, "end")
	for _, tt := range []struct {
		name   string
		change func(*object.CompleteInput)
		want   error
		part   int
	}{
		{"none", func(in *object.CompleteInput) { in.Parts = nil }, object.ErrNoParts, 0},
		{"order", func(in *object.CompleteInput) { in.Parts[0], in.Parts[1] = in.Parts[1], in.Parts[0] }, object.ErrInvalidPartOrder, 0},
		{"twice", func(in *object.CompleteInput) { in.Parts[1] = in.Parts[0] }, object.ErrInvalidPartOrder, 0},
		{"etag", func(in *object.CompleteInput) { in.Parts[1].ETag = "x" }, object.ErrInvalidPart, 3},
		{"missing", func(in *object.CompleteInput) { in.Parts[1].Number = 4 }, object.ErrInvalidPart, 4},
		{"number", func(in *object.CompleteInput) { in.Parts[1].Number = 10_001 }, object.ErrInvalidPart, 10_001},
		{"part's sum", func(in *object.CompleteInput) { in.Parts[0].Sums = object.Sums{object.CRC32: []byte("1234")} }, object.ErrInvalidPart, 1},
		{"small", func(in *object.CompleteInput) {
			in.Parts = append(in.Parts[:1], object.CompletePart{Number: 2, ETag: b.ETag}, object.CompletePart{Number: 3, ETag: c.ETag})
		}, object.ErrPartTooSmall, 2},
		{"sum", func(in *object.CompleteInput) { in.Sums = object.Sums{object.CRC32: []byte("1234")} }, object.ErrBadDigest, 0},
		{"algorithm", func(in *object.CompleteInput) { in.Sums = object.Sums{object.SHA1: []byte("1234")} }, object.ErrChecksumType, 0},
		{"type", func(in *object.CompleteInput) { in.SumType = object.FullObject }, object.ErrChecksumType, 0},
		{"size", func(in *object.CompleteInput) { in.Size = 5 }, object.ErrIncomplete, 0},
		{"if match", func(in *object.CompleteInput) { in.IfMatch = "*" }, object.ErrNoSuchKey, 0},
		{"upload", func(in *object.CompleteInput) { in.UploadID = "x" }, object.ErrNoSuchUpload, 0},
	} {
		in := complete(u, a, c)
		tt.change(&in)
		_, err := w.e.CompleteUpload(ctx, in)
		var pe *object.PartError
		if !errors.Is(err, tt.want) || tt.part != 0 && (!errors.As(err, &pe) || pe.Number != tt.part) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := w.e.CompleteUpload(ctx, complete(u, a, c)); err != nil {
		t.Errorf("sound: %v", err)
	}
}

func TestUploadChecksums(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	data := string(blobtest.Bytes(5, 1000))
	for _, tt := range []struct {
		a    object.Algorithm
		give object.ChecksumType
		want object.ChecksumType // "" where it is refused
	}{
		{object.CRC32, "", object.Composite},
		{object.CRC32, object.FullObject, object.FullObject},
		{object.CRC32C, object.FullObject, object.FullObject},
		{object.CRC64NVME, "", object.FullObject},
		{object.CRC64NVME, object.Composite, ""},
		{object.SHA1, "", object.Composite},
		{object.SHA256, object.FullObject, ""},
		{"MD4", "", ""},
	} {
		in := object.CreateUploadInput{Bucket: "b", Key: "k", Algorithm: tt.a, SumType: tt.give}
		u, err := w.e.CreateUpload(t.Context(), in)
		if tt.want == "" {
			if err == nil {
				t.Errorf("%s %s: not refused", tt.a, tt.give)
			}
			continue
		}
		if err != nil || u.SumType != tt.want {
			t.Fatalf("%s: %+v, %v", tt.a, u, err)
		}
		cut := []string{data[:300], data[300:999], data[999:]}
		var parts []*object.Part
		var sums string
		for i, s := range cut {
			p := w.part(t, u, i+1, s)
			parts = append(parts, p)
			sums += string(p.Sums[tt.a])
		}
		whole := data
		if tt.want == object.Composite {
			whole = sums
		}
		b := body(whole)
		b.Want = []object.Algorithm{tt.a}
		ref, err := w.e.Put(t.Context(), object.PutInput{Bucket: "b", Key: "ref", Body: b})
		if err != nil {
			t.Fatal(err)
		}
		done := complete(u, parts...)
		done.Sums = ref.Sums
		o, err := w.e.CompleteUpload(t.Context(), done)
		if err != nil || o.SumType != tt.want || string(o.Sums[tt.a]) != string(ref.Sums[tt.a]) {
			t.Errorf("%s %s: %+v, %v", tt.a, tt.want, o, err)
		}
	}
}

func TestAbortAndListUploads(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.bucket(t, "b", "")
	var ids []string
	var first *object.Upload
	for _, k := range []string{"a", "a", "d/1", "d/2", "z"} {
		u := w.begin(t, object.CreateUploadInput{Bucket: "b", Key: k})
		if first == nil {
			first = u
		}
		ids = append(ids, u.ID)
	}
	var got []string
	in := object.ListInput{Bucket: "b", Delimiter: "/", Max: 1}
	for more := true; more; {
		p, err := w.e.Uploads(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range p.Uploads {
			got = append(got, u.ID)
		}
		got = append(got, p.Prefixes...)
		in.After, in.AfterID, more = p.Next, p.NextID, p.More
	}
	if want := strings.Join([]string{ids[0], ids[1], "d/", ids[4]}, " "); strings.Join(got, " ") != want {
		t.Errorf("got %v\nwant %v", got, want)
	}
	w.part(t, first, 1, strings.Repeat("x", 500))
	if err := w.e.AbortUpload(ctx, "b", "a", first.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.e.AbortUpload(ctx, "b", "a", first.ID); !errors.Is(err, object.ErrNoSuchUpload) {
		t.Errorf("again: %v", err)
	}
	_, err := w.e.UploadPart(ctx, object.UploadPartInput{Bucket: "b", Key: "a", UploadID: first.ID, Number: 1, Body: body("x")})
	if !errors.Is(err, object.ErrNoSuchUpload) {
		t.Errorf("part of an aborted upload: %v", err)
	}
	w.settle(t)
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("left %v", f)
	}
}

func TestCopy(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.bucket(t, "b", "")
	w.bucket(t, "c", object.VersioningEnabled)
	data := strings.Repeat("0123456789", 50)
	u := w.begin(t, object.CreateUploadInput{Bucket: "b", Key: "parts", Algorithm: object.SHA1})
	if _, err := w.e.CompleteUpload(ctx, complete(u, w.part(t, u, 1, data[:200]), w.part(t, u, 2, data[200:]))); err != nil {
		t.Fatal(err)
	}
	w.put(t, "b", "file", data)
	w.put(t, "b", "small", data[:20])
	w.put(t, "b", "empty", "")
	plain := fmt.Sprintf("%x", md5.Sum([]byte(data)))
	for _, key := range []string{"parts", "file", "small", "empty"} {
		src := object.GetInput{Bucket: "b", Key: key}
		want, _, _ := w.get(ctx, src)
		files := len(w.Files(t))
		dst, from, err := w.e.Copy(ctx, object.CopyInput{Source: src, Bucket: "c", Key: key, Meta: map[string]string{"n": "1"}})
		if err != nil || from.Key != key || dst.Parts != 0 || dst.Meta["n"] != "1" {
			t.Fatalf("%s: %+v, %v", key, dst, err)
		}
		if len(want) == len(data) && dst.ETag != plain {
			t.Errorf("%s: ETag %s", key, dst.ETag)
		}
		if key == "parts" && (dst.SumType != object.FullObject || len(dst.Sums[object.SHA1]) != 20) {
			t.Errorf("%s: %+v", key, dst)
		}
		if n := len(w.Files(t)); n != files {
			t.Errorf("%s: %d files became %d", key, files, n)
		}
		// On itself, with another checksum.
		self := object.CopyInput{Source: src, Bucket: "b", Key: key, Want: []object.Algorithm{object.CRC32}}
		if o, _, err := w.e.Copy(ctx, self); err != nil || len(o.Sums[object.CRC32]) != 4 {
			t.Errorf("%s on itself: %+v, %v", key, o, err)
		}
		w.settle(t)
		if got, _, err := w.get(ctx, src); got != want || err != nil {
			t.Errorf("%s, copied on itself: %v", key, err)
		}
		if _, err := w.e.Delete(ctx, object.DeleteInput{Bucket: "b", Key: key}); err != nil {
			t.Fatal(err)
		}
		w.settle(t)
		if got, _, err := w.get(ctx, object.GetInput{Bucket: "c", Key: key}); got != want || err != nil {
			t.Errorf("%s, source deleted: %v", key, err)
		}
		if _, err := w.e.Delete(ctx, object.DeleteInput{Bucket: "c", Key: key, VersionID: dst.VersionID}); err != nil {
			t.Fatal(err)
		}
	}
	w.settle(t)
	if f := w.Files(t); len(f) > 0 {
		t.Errorf("left %v", f)
	}
}

func TestUploadPartCopy(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	w.put(t, "b", "src", strings.Repeat("0123456789", 50))
	u := w.begin(t, object.CreateUploadInput{Bucket: "b", Key: "k"})
	in := object.UploadPartCopyInput{
		Bucket: "b", Key: "k", UploadID: u.ID, Number: 1, Source: object.GetInput{Bucket: "b", Key: "src"},
		Offset: 3, Length: 200,
	}
	p, src, err := w.e.UploadPartCopy(t.Context(), in)
	if err != nil || p.Size != 200 || src.Size != 500 {
		t.Fatalf("%+v, %+v, %v", p, src, err)
	}
	if _, err := w.e.CompleteUpload(t.Context(), complete(u, p)); err != nil {
		t.Fatal(err)
	}
	if got, _, _ := w.get(t.Context(), object.GetInput{Bucket: "b", Key: "k"}); got != strings.Repeat("3456789012", 20) {
		t.Errorf("got %q", got)
	}
	in.Offset, in.Length = 400, 200
	if _, _, err := w.e.UploadPartCopy(t.Context(), in); !errors.Is(err, object.ErrInvalidRange) {
		t.Errorf("beyond: %v", err)
	}
}
