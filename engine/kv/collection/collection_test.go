package collection_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/vfs"
)

type user struct {
	Name string `json:"name"`
	Age  int    `json:"age,omitempty"`
}

func store(t testing.TB) kv.Store {
	t.Helper()
	s, err := pebblekv.Open("/data", pebblekv.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// in runs f in a transaction that must succeed.
func in(t testing.TB, s kv.Store, f func(tx kv.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

var users = collection.New[user]("test.user", collection.Options[user]{})

func TestPutGetDelete(t *testing.T) {
	s := store(t)
	us := users.In("111122223333", "eu-west-3")
	in(t, s, func(tx kv.Tx) error {
		if _, err := us.Get(tx, "bob"); !errors.Is(err, kv.ErrNotFound) {
			t.Errorf("Get of nobody: %v", err)
		}
		if err := us.Create(tx, "bob", user{Name: "Bob"}); err != nil {
			return err
		}
		if err := us.Create(tx, "bob", user{}); !errors.Is(err, collection.ErrExists) {
			t.Errorf("second Create: %v", err)
		}
		if err := us.Put(tx, "bob", user{Name: "Bob", Age: 7}); err != nil {
			return err
		}
		got, err := us.Get(tx, "bob")
		if err == nil && got != (user{"Bob", 7}) {
			t.Errorf("got %+v", got)
		}
		if has, _ := users.In("111122223333", "eu-west-1").Has(tx, "bob"); has {
			t.Error("bob is in another region")
		}
		if err := us.Delete(tx, "bob"); err != nil {
			return err
		}
		if err := us.Delete(tx, "bob"); !errors.Is(err, kv.ErrNotFound) {
			t.Errorf("second Delete: %v", err)
		}
		return err
	})
}

func TestList(t *testing.T) {
	s := store(t)
	us := users.In("acc")
	ids := []string{"", "a", "a\x00", "a\x00b", "ab", "b", "b1", "b2", "ü"}
	in(t, s, func(tx kv.Tx) error {
		for _, id := range ids {
			if err := us.Put(tx, id, user{Name: id}); err != nil {
				return err
			}
		}
		// Neighbours that must not show.
		return errors.Join(users.In("ac").Put(tx, "x", user{}), users.In("acc1").Put(tx, "x", user{}))
	})
	for _, prefix := range []string{"", "a", "a\x00", "b", "c"} {
		for _, reverse := range []bool{false, true} {
			for limit := range 4 {
				t.Run(fmt.Sprintf("%q/%v/%d", prefix, reverse, limit), func(t *testing.T) {
					var want []string
					for _, id := range ids {
						if strings.HasPrefix(id, prefix) {
							want = append(want, id)
						}
					}
					if reverse {
						slices.Reverse(want)
					}
					got := pages(t, s, us, collection.Page{Prefix: prefix, Reverse: reverse, Limit: limit})
					if !slices.Equal(got, want) {
						t.Errorf("got %q, want %q", got, want)
					}
				})
			}
		}
	}
}

// pages returns the ids of all pages.
func pages(t *testing.T, s kv.Store, c collection.Collection[user], page collection.Page) (ids []string) {
	t.Helper()
	for {
		var res collection.Result[user]
		in(t, s, func(tx kv.Tx) (err error) {
			res, err = c.List(tx, page)
			return err
		})
		for _, it := range res.Items {
			if it.Value.Name != it.ID {
				t.Errorf("%q has the value %+v", it.ID, it.Value)
			}
			ids = append(ids, it.ID)
		}
		if page.Limit > 0 && len(res.Items) > page.Limit {
			t.Errorf("a page of %d items", len(res.Items))
		}
		if res.Next == "" {
			return ids
		}
		page.Token = res.Next
	}
}

func TestTokens(t *testing.T) {
	s := store(t)
	us := users.In("acc")
	in(t, s, func(tx kv.Tx) error {
		for _, id := range []string{"a", "b", "c"} {
			if err := us.Put(tx, id, user{}); err != nil {
				return err
			}
		}
		res, err := us.List(tx, collection.Page{Limit: 1})
		if err != nil {
			return err
		}
		// What it stands on may go away.
		if err := us.Delete(tx, "a"); err != nil {
			return err
		}
		good, err := us.List(tx, collection.Page{Limit: 1, Token: res.Next})
		if err != nil || len(good.Items) != 1 || good.Items[0].ID != "b" {
			t.Errorf("second page %+v, %v", good, err)
		}
		bad := map[string]func() error{
			"garbage":   func() error { _, err := us.List(tx, collection.Page{Token: "?"}); return err },
			"short":     func() error { _, err := us.List(tx, collection.Page{Token: "AAAA"}); return err },
			"changed":   func() error { _, err := us.List(tx, collection.Page{Token: res.Next + "AAAA"}); return err },
			"scope":     func() error { _, err := users.In("x").List(tx, collection.Page{Token: res.Next}); return err },
			"prefix":    func() error { _, err := us.List(tx, collection.Page{Token: res.Next, Prefix: "a"}); return err },
			"direction": func() error { _, err := us.List(tx, collection.Page{Token: res.Next, Reverse: true}); return err },
		}
		for name, list := range bad {
			if err := list(); !errors.Is(err, collection.ErrBadToken) {
				t.Errorf("%s: %v", name, err)
			}
		}
		return nil
	})
}

func TestVersions(t *testing.T) {
	s := store(t)
	v1 := collection.New[struct{ FullName string }]("test.user", collection.Options[struct{ FullName string }]{Version: 1})
	v2 := collection.New("test.user", collection.Options[user]{
		Version: 2,
		Upgrade: func(version uint8, data []byte) (user, error) {
			var old struct{ FullName string }
			err := json.Unmarshal(data, &old)
			return user{Name: old.FullName}, err
		},
	})
	in(t, s, func(tx kv.Tx) error {
		if err := v1.Put(tx, "bob", struct{ FullName string }{"Bob"}); err != nil {
			return err
		}
		got, err := v2.Get(tx, "bob")
		if err != nil || got.Name != "Bob" {
			t.Errorf("upgraded %+v, %v", got, err)
		}
		if err := v2.Put(tx, "bob", got); err != nil {
			return err
		}
		if _, err := v1.Get(tx, "bob"); !errors.Is(err, kv.ErrNewerFormat) {
			t.Errorf("the old program read a newer value: %v", err)
		}
		return nil
	})
}

func FuzzToken(f *testing.F) {
	f.Add("")
	f.Add("AAAAAAAAAAAA")
	s := store(f)
	f.Fuzz(func(t *testing.T, token string) {
		err := s.View(t.Context(), func(tx kv.Tx) error {
			_, err := users.List(tx, collection.Page{Token: token, Limit: 1})
			return err
		})
		if err != nil && !errors.Is(err, collection.ErrBadToken) {
			t.Fatal(err)
		}
	})
}
