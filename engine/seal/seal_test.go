package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func open(t testing.TB) *Box {
	t.Helper()
	b, err := Open(filepath.Join(t.TempDir(), "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sealed(t testing.TB, b *Box, plain, aad string) []byte {
	t.Helper()
	out, err := b.Seal([]byte(plain), []byte(aad))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	b := open(t)
	for _, plain := range []string{"", "secret", strings.Repeat("x", 1<<16)} {
		c := sealed(t, b, plain, "place")
		if plain != "" && bytes.Contains(c, []byte(plain)) {
			t.Error("the plain text shows")
		}
		got, err := b.Open(c, []byte("place"))
		if err != nil || string(got) != plain {
			t.Errorf("got %.20q, %v", got, err)
		}
	}
	if bytes.Equal(sealed(t, b, "a", ""), sealed(t, b, "a", "")) {
		t.Error("two ciphertexts are the same: the nonce is not random")
	}
}

func TestTamperedIsRefused(t *testing.T) {
	b := open(t)
	c := sealed(t, b, "secret", "place")
	for i := range c {
		bad := bytes.Clone(c)
		bad[i] ^= 1
		if _, err := b.Open(bad, []byte("place")); err == nil {
			t.Errorf("byte %d may be changed", i)
		}
	}
	for name, bad := range map[string][]byte{"empty": nil, "short": c[:5], "header": c[:header], "cut": c[:len(c)-1]} {
		if _, err := b.Open(bad, []byte("place")); !errors.Is(err, ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.Open(c, []byte("elsewhere")); !errors.Is(err, ErrTampered) {
		t.Errorf("other aad: %v", err)
	}
	if _, err := open(t).Open(c, []byte("place")); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("other key: %v", err)
	}
}

func TestFile(t *testing.T) {
	b := open(t)
	info, err := os.Stat(b.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	c := sealed(t, b, "secret", "")
	again, err := Open(b.path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(c, nil); err != nil || string(got) != "secret" {
		t.Errorf("after a restart: %q, %v", got, err)
	}
	if err := os.Chmod(b.path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(b.path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("readable by the group: %v", err)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

func TestMalformedFile(t *testing.T) {
	const secret = "c2VjcmV0"
	for name, text := range map[string]string{
		"empty": "", "other": "hello\n", "newer": magic + " 2\n", "no key": magic + " 1\n",
		"short key": magic + " 1\n0011223344556677 " + secret + "\n", "no id": magic + " 1\n" + secret + "\n",
	} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		if err == nil {
			t.Errorf("%s: accepted", name)
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
}

// area is a small Resealer.
type area struct {
	b    *Box
	c    [][]byte
	fail bool
}

func (a *area) Reseal(context.Context) (n int, err error) {
	if a.fail {
		return 0, errors.New("no space")
	}
	for i := range a.c {
		out, changed, err := a.b.Reseal(a.c[i], []byte("place"))
		if err != nil {
			return n, err
		}
		if changed {
			a.c[i] = out
			n++
		}
	}
	return n, nil
}

func TestRotate(t *testing.T) {
	b := open(t)
	a := &area{b: b, c: [][]byte{sealed(t, b, "one", "place"), sealed(t, b, "two", "place")}}
	old := bytes.Clone(a.c[0])
	before := b.KeyID()
	if n, err := b.Rotate(context.Background(), a); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if b.KeyID() == before || len(b.KeyIDs()) != 2 {
		t.Errorf("keys %v", b.KeyIDs())
	}
	if _, err := b.Open(old, []byte("place")); err != nil {
		t.Errorf("the old key is gone too early: %v", err)
	}
	if err := b.DropOld(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(b.path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := again.Open(a.c[1], []byte("place")); err != nil || string(got) != "two" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := again.Open(old, []byte("place")); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("the old key still opens: %v", err)
	}
	a.fail = true
	if _, err := b.Rotate(context.Background(), a); err == nil {
		t.Error("a failing area was ignored")
	}
	if len(b.KeyIDs()) != 2 {
		t.Error("the old key was lost after a failure")
	}
}

func TestKeysDoNotShow(t *testing.T) {
	b := open(t)
	text, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Fields(string(text))
	secret := lines[len(lines)-1]
	if out := fmt.Sprintf("%v %+v", b.keys[0], b.keys); strings.Contains(out, secret) || strings.Contains(out, fmt.Sprint(b.keys[0].secret)) {
		t.Errorf("printed: %s", out)
	}
}
