package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/vfs"
)

// data is a data directory in use.
type data struct {
	dir   string
	db    *pebblekv.Store
	blobs *blob.Store
}

type queue struct{}

func (queue) Enqueue(kv.Tx, task.Task) error { return nil }

func open(t testing.TB, dir string) *data {
	t.Helper()
	db, err := pebblekv.Open(filepath.Join(dir, storeDir), pebblekv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(t.Context(), blob.Options{FS: vfs.OS(), Dir: filepath.Join(dir, blobsDir), Store: db, Tasks: queue{}, Inline: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) // may be closed
	return &data{dir, db, blobs}
}

func (d *data) source() Source {
	return Source{Data: d.dir, Store: d.db, Blobs: d.blobs, Version: "test", Now: time.Now()}
}

func content(writer, n int) string {
	return strings.Repeat(fmt.Sprintf("%d/%d ", writer, n), 50+n%100)
}

// put writes object n of a writer: its blob, its entry, and the writer's count,
// in one transaction.
func (d *data) put(ctx context.Context, writer, n int) error {
	st, err := d.blobs.Write(ctx, strings.NewReader(content(writer, n)))
	if err != nil {
		return err
	}
	ref, err := json.Marshal(st.Ref())
	if err != nil {
		return err
	}
	return d.db.Update(ctx, func(tx kv.Tx) error {
		if err := st.Link(tx); err != nil {
			return err
		}
		k := kv.NewKey("test").Uint(uint64(writer))
		return errors.Join(tx.Set(k, fmt.Append(nil, n)), tx.Set(k.Uint(uint64(n)), ref))
	})
}

// check verifies that a writer's objects are all there up to its count, and
// gives the count.
func (d *data) check(t *testing.T, writer int) (count int) {
	t.Helper()
	var refs []blob.Ref
	k := kv.NewKey("test").Uint(uint64(writer))
	err := d.db.View(t.Context(), func(tx kv.Tx) error {
		refs = refs[:0]
		value, err := tx.Get(k)
		if err != nil {
			return err
		}
		if _, err := fmt.Sscan(string(value), &count); err != nil {
			return err
		}
		for n := range count + 2 {
			value, err := tx.Get(k.Uint(uint64(n)))
			if errors.Is(err, kv.ErrNotFound) && n > count {
				continue
			}
			if err != nil || n > count {
				return fmt.Errorf("object %d of %d: %w", n, count, err)
			}
			var ref blob.Ref
			if err := json.Unmarshal(value, &ref); err != nil {
				return err
			}
			refs = append(refs, ref)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n, ref := range refs {
		r, err := d.blobs.Open(t.Context(), ref)
		if err != nil {
			t.Fatalf("blob %d of writer %d: %v", n, writer, err)
		}
		got, err := io.ReadAll(r.Range(0, r.Size()))
		if err != nil || string(got) != content(writer, n) {
			t.Fatalf("blob %d of writer %d: %d bytes, %v", n, writer, len(got), err)
		}
		r.Close() // only read from
	}
	return count
}

func restore(t *testing.T, archive []byte) *data {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if _, err := Restore(bytes.NewReader(archive), dir); err != nil {
		t.Fatal(err)
	}
	return open(t, dir)
}

// TestWhileWriting takes backups while four writers go on: each holds what was
// acknowledged before it began, and is of one instant.
func TestWhileWriting(t *testing.T) {
	d := open(t, t.TempDir())
	const writers = 4
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	acknowledged := [writers]int{}
	var wg sync.WaitGroup
	for w := range writers {
		if err := d.put(ctx, w, 0); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for n := 1; ctx.Err() == nil; n++ {
				if err := d.put(ctx, w, n); err != nil {
					if ctx.Err() == nil {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				acknowledged[w] = n
				mu.Unlock()
			}
		})
	}
	for range 3 {
		mu.Lock()
		before := acknowledged
		mu.Unlock()
		var archive bytes.Buffer
		if err := Write(ctx, &archive, d.source()); err != nil {
			t.Fatal(err)
		}
		r := restore(t, archive.Bytes())
		for w := range writers {
			if got := r.check(t, w); got < before[w] {
				t.Errorf("writer %d: %d objects of %d", w, got, before[w])
			}
		}
	}
	stop()
	wg.Wait()
	if _, err := os.Stat(filepath.Join(d.dir, scratchDir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the scratch folder is left: %v", err)
	}
}

func small(t *testing.T) []byte {
	t.Helper()
	d := open(t, t.TempDir())
	for n := range 3 {
		if err := d.put(t.Context(), 0, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(d.dir, "master.key"), []byte("a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	if err := Write(t.Context(), &archive, d.source()); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

func TestRestored(t *testing.T) {
	archive := small(t)
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := Restore(bytes.NewReader(archive), dir)
	if err != nil || s.Files < 5 || !strings.Contains(s.Header, "version test") {
		t.Fatalf("%+v, %v", s, err)
	}
	if got, err := os.ReadFile(filepath.Join(dir, "master.key")); err != nil || string(got) != "a key" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := os.Stat(filepath.Join(dir, sumsName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the sums are left: %v", err)
	}
	_, err = Restore(bytes.NewReader(archive), dir)
	if !errors.Is(err, ErrNotEmpty) {
		t.Errorf("into a full directory: %v", err)
	}
}

// refused checks that nothing is left behind.
func refused(t *testing.T, archive []byte, want error) {
	t.Helper()
	parent := t.TempDir()
	_, err := Restore(bytes.NewReader(archive), filepath.Join(parent, "data"))
	if !errors.Is(err, want) {
		t.Errorf("got %v, want %v", err, want)
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTruncatedIsRefused(t *testing.T) {
	archive := small(t)
	sums := bytes.LastIndex(archive, []byte(sumsName+"\x00"))
	for _, n := range []int{1000, 1537, len(archive) / 3 / 512 * 512, len(archive) / 2, sums, sums + 600} {
		refused(t, archive[:n], ErrDamaged)
	}
	refused(t, nil, ErrNotBackup)
	refused(t, []byte("hello"), ErrNotBackup)
}

func TestTamperedIsRefused(t *testing.T) {
	archive := small(t)
	for _, part := range []string{"a key", "0/1 0/1", "MANIFEST", "master.key\n"} {
		bad := bytes.Clone(archive)
		at := bytes.LastIndex(bad, []byte(part))
		if at < 0 {
			t.Fatalf("%q is not in the archive", part)
		}
		bad[at] ^= 1
		refused(t, bad, ErrDamaged)
	}
}

func TestForeignIsRefused(t *testing.T) {
	type file struct{ name, text string }
	head := file{headerName, "format 1\n"}
	for name, c := range map[string]struct {
		files []file
		want  error
	}{
		"other tar":   {[]file{{"hello", "x"}}, ErrNotBackup},
		"newer":       {[]file{{headerName, "format 2\n"}}, ErrNewerFormat},
		"up":          {[]file{head, {"../evil", "x"}}, ErrDamaged},
		"up, inside":  {[]file{head, {"store/../../evil", "x"}}, ErrDamaged},
		"absolute":    {[]file{head, {"/tmp/evil", "x"}}, ErrDamaged},
		"other place": {[]file{head, {"bin/sh", "x"}}, ErrDamaged},
		"twice":       {[]file{head, {"store/a", "x"}, {"store/a", "y"}}, ErrDamaged},
		"no sums":     {[]file{head, {"store/a", "x"}}, ErrDamaged},
		"wrong sums":  {[]file{head, {"store/a", "x"}, {sumsName, "x"}}, ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			w := tar.NewWriter(&b)
			for _, f := range c.files {
				if err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: f.name, Size: int64(len(f.text)), Mode: 0o600}); err != nil {
					t.Fatal(err)
				}
				if _, err := io.WriteString(w, f.text); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			refused(t, b.Bytes(), c.want)
		})
	}
}
