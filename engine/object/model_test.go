package object_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/object"
)

// model is a naive bucket: the versions of each key, newest first.
type model struct {
	state object.Versioning
	keys  map[string][]modelVersion
}

type modelVersion struct {
	id, data string
	marker   bool
}

func (m *model) push(key string, v modelVersion) {
	if m.state != object.VersioningEnabled {
		m.keys[key] = slices.DeleteFunc(m.keys[key], func(o modelVersion) bool { return o.id == object.NullVersion })
	}
	m.keys[key] = slices.Insert(m.keys[key], 0, v)
}

func (m *model) remove(key, id string) {
	m.keys[key] = slices.DeleteFunc(m.keys[key], func(o modelVersion) bool { return o.id == id })
	if len(m.keys[key]) == 0 {
		delete(m.keys, key)
	}
}

func (m *model) sorted() []string {
	var keys []string
	for k := range m.keys {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// list gives a page as words: keys, or key and version id, or prefixes.
func (m *model) list(in object.ListInput, versions bool) (words []string, more bool) {
	seen := map[string]bool{}
	for _, key := range m.sorted() {
		if !strings.HasPrefix(key, in.Prefix) || in.After != "" && key < in.After {
			continue
		}
		vs := m.keys[key]
		switch at := slices.IndexFunc(vs, func(v modelVersion) bool { return v.id == in.AfterID }); {
		case key != in.After:
		case versions && in.AfterID != "" && at >= 0:
			vs = vs[at+1:]
		default:
			continue
		}
		if !versions {
			if vs[0].marker {
				continue
			}
			vs = vs[:1]
		}
		for _, v := range vs {
			word := key
			if versions {
				word += " " + v.id
			}
			if i := strings.Index(key[len(in.Prefix):], in.Delimiter); in.Delimiter != "" && i >= 0 {
				word = key[:len(in.Prefix)+i+len(in.Delimiter)] + " prefix"
				if seen[word] || word == in.After+" prefix" {
					continue
				}
				seen[word] = true
			}
			if len(words) == in.Max {
				return words, true
			}
			words = append(words, word)
		}
	}
	return words, false
}

func pageWords(p *object.Page, versions bool) (words []string) {
	for _, o := range p.Objects {
		if versions {
			words = append(words, o.Key+" "+o.VersionID)
		} else {
			words = append(words, o.Key)
		}
	}
	for _, cp := range p.Prefixes {
		words = append(words, cp+" prefix")
	}
	return words
}

// TestHistories runs random histories, with power cuts, against the model.
func TestHistories(t *testing.T) {
	for range 8 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed), func(t *testing.T) { history(t, seed, 250) })
	}
}

var letters = []string{"a", "b", "/", "é", "\x00", "\U0010ffff"}

func randomKey(rng *rand.Rand, longest int) string {
	var k strings.Builder
	for range 1 + rng.IntN(longest) {
		k.WriteString(letters[rng.IntN(len(letters))])
	}
	return k.String()
}

func history(t *testing.T, seed uint64, steps int) {
	rng := rand.New(rand.NewPCG(seed, 1))
	w := newWorld(t)
	w.bucket(t, "b", "")
	m := &model{keys: map[string][]modelVersion{}}
	for range steps {
		key := randomKey(rng, 3)
		if len(m.keys) > 0 && rng.IntN(2) == 0 {
			key = m.sorted()[rng.IntN(len(m.keys))]
		}
		switch x := rng.IntN(20); {
		case x < 8:
			data := strings.Repeat(fmt.Sprint(rng.IntN(1000)), rng.IntN(60))
			m.push(key, modelVersion{id: w.put(t, "b", key, data).VersionID, data: data})
		case x < 10:
			step(t, m, key, "", w)
		case x < 13:
			if vs := m.keys[key]; len(vs) > 0 {
				step(t, m, key, vs[rng.IntN(len(vs))].id, w)
			}
		case x == 13:
			m.state = []object.Versioning{object.VersioningEnabled, object.VersioningSuspended}[rng.IntN(2)]
			if err := w.e.SetVersioning(t.Context(), "b", m.state); err != nil {
				t.Fatal(err)
			}
		case x == 14:
			w = w.crash(t, 10*rng.IntN(11), rng)
		case x == 15:
			w.settle(t)
		default:
			compareList(t, w, m, rng)
		}
	}
	w = w.crash(t, 0, nil)
	w.settle(t)
	files := 0
	for key, vs := range m.keys {
		for _, v := range vs {
			if v.marker {
				continue
			}
			got, _, err := w.get(t.Context(), object.GetInput{Bucket: "b", Key: key, VersionID: v.id})
			if err != nil || got != v.data {
				t.Errorf("%q %s: %q, %v", key, v.id, got, err)
			}
			if len(v.data) > inline {
				files++
			}
		}
	}
	if f := w.Files(t); len(f) != files {
		t.Errorf("%d files for %d objects", len(f), files)
	}
}

func step(t *testing.T, m *model, key, id string, w *world) {
	t.Helper()
	d, err := w.e.Delete(t.Context(), object.DeleteInput{Bucket: "b", Key: key, VersionID: id})
	switch {
	case err != nil:
		t.Fatal(err)
	case d.Created:
		m.push(key, modelVersion{id: d.VersionID, marker: true})
	case id == "":
		m.remove(key, object.NullVersion)
	default:
		m.remove(key, id)
	}
}

func compareList(t *testing.T, w *world, m *model, rng *rand.Rand) {
	t.Helper()
	in := object.ListInput{Bucket: "b", Max: 1 + rng.IntN(5)}
	if rng.IntN(2) == 0 {
		in.Prefix = randomKey(rng, 2)
	}
	if rng.IntN(2) == 0 {
		in.Delimiter = randomKey(rng, 1)
	}
	if rng.IntN(2) == 0 {
		in.After = randomKey(rng, 2)
	}
	for _, versions := range []bool{false, true} {
		in := in
		if vs := m.keys[in.After]; versions && len(vs) > 0 && rng.IntN(2) == 0 {
			in.AfterID = vs[rng.IntN(len(vs))].id
		}
		f := w.e.List
		if versions {
			f = w.e.ListVersions
		}
		for {
			p, err := f(t.Context(), in)
			if err != nil {
				t.Fatalf("%+v: %v", in, err)
			}
			want, more := m.list(in, versions)
			got := pageWords(p, versions)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) || p.More != more {
				t.Fatalf("versions %v, %+v:\ngot  %q, more %v\nwant %q, more %v", versions, in, got, p.More, want, more)
			}
			if !more {
				break
			}
			in.After, in.AfterID = p.Next, p.NextID
		}
	}
}

// TestListEdges lists where After, Prefix and Delimiter meet.
func TestListEdges(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "b", "")
	for _, k := range []string{"a/1", "a/2", "a0", "b/", "b/x", "c"} {
		w.put(t, "b", k, "")
	}
	for _, tt := range []struct {
		in   object.ListInput
		want string
	}{
		{object.ListInput{}, ""},
		{object.ListInput{Max: 5000}, "a/1 a/2 a0 b/ b/x c"},
		{object.ListInput{Max: 10, Delimiter: "/"}, "a0 c a/ b/"},
		{object.ListInput{Max: 10, Delimiter: "/", Prefix: "b/"}, "b/ b/x"},
		{object.ListInput{Max: 10, Delimiter: "/", Prefix: "b/", After: "b/"}, "b/x"},
		{object.ListInput{Max: 10, Delimiter: "/", After: "a/"}, "a0 c b/"},
		{object.ListInput{Max: 10, Delimiter: "/", After: "a/1"}, "a0 c a/ b/"},
		{object.ListInput{Max: 10, Prefix: "b", After: "a"}, "b/ b/x"},
		{object.ListInput{Max: 10, Prefix: "b", After: "c"}, ""},
	} {
		tt.in.Bucket = "b"
		p, err := w.e.List(t.Context(), tt.in)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, o := range p.Objects {
			words = append(words, o.Key)
		}
		if got := strings.Join(append(words, p.Prefixes...), " "); got != tt.want {
			t.Errorf("%+v: %q", tt.in, got)
		}
	}
	if _, err := w.e.List(t.Context(), object.ListInput{Bucket: "none", Max: 1}); !errors.Is(err, object.ErrNoSuchBucket) {
		t.Errorf("no bucket: %v", err)
	}
}
