package object_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/object"
)

// TestVersioning takes the states of a bucket through what the User Guide says
// of them. A script is a list of words:
//
//	on off      set the versioning state
//	X           (upper case) put an object with the data X
//	d           delete without a version
//	-N          delete the N-th version from the top, counted from 0
//	-null       delete the null version
//
// The result lists the versions, newest first: the data or "m" for a marker,
// with "0" behind for the null version.
func TestVersioning(t *testing.T) {
	for _, tt := range []struct{ script, want string }{
		{"A", "A0"},
		{"A B", "B0"},
		{"A d", ""},
		{"d", ""},
		{"A -null", ""},
		{"on A B", "B A"},
		{"on A d", "m A"},
		{"on d", "m"},
		{"on d d", "m m"},
		{"A on B", "B A0"},
		{"A on B -null", "B"},
		{"A on B -0", "A0"},
		{"A on d", "m A0"},
		{"A on d -0", "A0"},
		{"A on d -1", "m"},
		{"on A B C -1", "C A"},
		{"on A B C -0", "B A"},
		{"on A d B -0", "m A"},
		{"on A d d -0", "m A"},
		{"on A d d -0 -0", "A"},
		{"on A off B", "B0 A"},
		{"on A off B C", "C0 A"},
		{"on A off d", "m0 A"},
		{"on A off d d", "m0 A"},
		{"on A off d B", "B0 A"},
		{"on A off B d", "m0 A"},
		{"A on B off C", "C0 B"},
		{"A on B off d", "m0 B"},
		{"A on B off d -null", "B"},
		{"A on B off C on D", "D C0 B"},
		{"A on B off C on D off E", "E0 D B"},
		{"A off B on C off d on D", "D m0 C"},
		{"A off B on C off d on D off E", "E0 D C"},
		{"on A off -null", "A"},
		{"on A -0 B", "B"},
	} {
		t.Run(tt.script, func(t *testing.T) {
			w := newWorld(t)
			w.bucket(t, "b", "")
			w.put(t, "b", "j", "other")
			for _, word := range strings.Fields(tt.script) {
				w.do(t, word)
			}
			if got := w.shown(t); got != tt.want {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			w.checkNewest(t, tt.want)
		})
	}
}

func (w *world) do(t *testing.T, word string) {
	t.Helper()
	var err error
	switch {
	case word == "on":
		err = w.e.SetVersioning(t.Context(), "b", object.VersioningEnabled)
	case word == "off":
		err = w.e.SetVersioning(t.Context(), "b", object.VersioningSuspended)
	case word == "d":
		_, err = w.e.Delete(t.Context(), object.DeleteInput{Bucket: "b", Key: "k"})
	case word[0] == '-':
		id := word[1:]
		if id != object.NullVersion {
			id = w.versions(t)[id[0]-'0'].VersionID
		}
		_, err = w.e.Delete(t.Context(), object.DeleteInput{Bucket: "b", Key: "k", VersionID: id})
	default:
		w.put(t, "b", "k", word)
	}
	if err != nil {
		t.Fatalf("%s: %v", word, err)
	}
}

func (w *world) versions(t *testing.T) (all []object.Object) {
	t.Helper()
	in := object.ListInput{Bucket: "b", Prefix: "k", Max: 7}
	for more := true; more; {
		p, err := w.e.ListVersions(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.Objects...)
		in.After, in.AfterID, more = p.Next, p.NextID, p.More
	}
	return all
}

func (w *world) shown(t *testing.T) string {
	t.Helper()
	var out []string
	for i, v := range w.versions(t) {
		s := "m"
		_, err := w.e.Head(t.Context(), object.GetInput{Bucket: "b", Key: "k", VersionID: v.VersionID})
		if v.DeleteMarker != errors.Is(err, object.ErrDeleteMarker) {
			t.Errorf("head of version %d: %v", i, err)
		}
		if !v.DeleteMarker {
			s, _, err = w.get(t.Context(), object.GetInput{Bucket: "b", Key: "k", VersionID: v.VersionID})
			if err != nil {
				t.Fatal(err)
			}
		}
		if v.VersionID == object.NullVersion {
			s += "0"
		}
		if v.Latest != (i == 0) {
			t.Errorf("version %d: latest %v", i, v.Latest)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// checkNewest compares what a plain Get and List show with the top version.
func (w *world) checkNewest(t *testing.T, want string) {
	t.Helper()
	got, _, err := w.get(t.Context(), object.GetInput{Bucket: "b", Key: "k"})
	var marker *object.MarkerError
	switch {
	case want == "" || want[0] == 'm':
		if !errors.Is(err, object.ErrNoSuchKey) || errors.As(err, &marker) != (want != "") {
			t.Errorf("get: %v", err)
		}
	case err != nil || got != want[:1]:
		t.Errorf("get: %q, %v", got, err)
	}
	p, err := w.e.List(t.Context(), object.ListInput{Bucket: "b", Prefix: "k", Max: 10})
	if err != nil || (len(p.Objects) == 1) == (want == "" || want[0] == 'm') {
		t.Errorf("list: %+v, %v", p, err)
	}
}

func TestVersionIDs(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", object.VersioningEnabled)
	id := w.put(t, "b", "k", "A").VersionID
	if len(id) != 32 {
		t.Errorf("id %q", id)
	}
	in := object.GetInput{Bucket: "b", Key: "k", VersionID: id}
	w.do(t, "-0")
	w.put(t, "b", "k", "B") // has the same number
	if _, err := w.e.Head(t.Context(), in); !errors.Is(err, object.ErrNoSuchVersion) {
		t.Errorf("deleted version: %v", err)
	}
	if d, err := w.e.Delete(t.Context(), object.DeleteInput{Bucket: "b", Key: "k", VersionID: id}); err != nil || d.VersionID != id {
		t.Errorf("delete of a deleted version: %+v, %v", d, err)
	}
	if got := w.shown(t); got != "B" {
		t.Errorf("left %q", got)
	}
	for _, bad := range []string{"x", strings.Repeat("!", 32), id[:31], id + "A"} {
		in.VersionID = bad
		if _, err := w.e.Head(t.Context(), in); !errors.Is(err, object.ErrInvalidVersion) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestTags(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", object.VersioningEnabled)
	old := w.put(t, "b", "k", "A")
	w.put(t, "b", "k", "B")
	for _, id := range []string{old.VersionID, ""} {
		in := object.GetInput{Bucket: "b", Key: "k", VersionID: id}
		tags := []object.Tag{{Key: "of", Value: id}}
		if _, err := w.e.SetTags(t.Context(), in, tags); err != nil {
			t.Fatal(err)
		}
		o, err := w.e.Tags(t.Context(), in)
		if err != nil || len(o.Tags) != 1 || o.Tags[0].Value != id {
			t.Errorf("%+v, %v", o, err)
		}
	}
	if got := w.shown(t); got != "B A" {
		t.Errorf("versions %q", got)
	}
}

func TestDeleteMany(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	var in []object.DeleteInput
	for i := range 600 {
		key := fmt.Sprintf("k%03d", i)
		if i < 400 {
			w.put(t, "b", key, strings.Repeat("x", 150))
		}
		in = append(in, object.DeleteInput{Key: key})
	}
	in[3].IfMatch = "other"
	in[5].VersionID = "malformed"
	in = append(in, object.DeleteInput{Key: ""}, in[7])
	done, err := w.e.DeleteMany(t.Context(), "b", in)
	if err != nil || len(done) != len(in) {
		t.Fatalf("%d, %v", len(done), err)
	}
	for i, d := range done {
		var want error
		switch i {
		case 3:
			want = object.ErrPrecondition
		case 5:
			want = object.ErrInvalidVersion
		case 600:
			want = object.ErrInvalidKey
		}
		if !errors.Is(d.Err, want) || want == nil && d.Err != nil || d.Key != in[i].Key {
			t.Errorf("%d: %+v", i, d)
		}
		if want == nil && i < 400 && d.Bytes != 150 {
			t.Errorf("%d: freed %d bytes", i, d.Bytes)
		}
	}
	p, err := w.e.List(t.Context(), object.ListInput{Bucket: "b", Max: 1000})
	if err != nil || len(p.Objects) != 2 {
		t.Errorf("left %+v, %v", p, err)
	}
	w.settle(t)
	if f := w.Files(t); len(f) != 2 {
		t.Errorf("%d files left", len(f))
	}
}
