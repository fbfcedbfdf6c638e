package identity

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/cumulet/cumulet/engine/kv"
)

// The keys of the store, all under "iam":
//
//	iam account ACCOUNT                 Account
//	iam gen ACCOUNT                     generation, 8 bytes
//	iam key ACCESS-KEY-ID               AccessKey
//	iam used ACCESS-KEY-ID or ROLE-ID   LastUsed
//	iam KIND ACCOUNT name               the entity; the name in lower case
//	iam id UNIQUE-ID                    reference to the entity
//	iam link ACCOUNT link KIND name     an entity that refers to the link's target
//	iam count KIND ACCOUNT              how many entities there are, 8 bytes
//	iam report ACCOUNT                  Report
//	iam deletion ACCOUNT TASK           when a service-linked role was deleted
//	iam alias NAME                      the account that has the alias
const root = "iam"

// The kinds of entity in keys and links.
const (
	KindUser    = "user"
	KindGroup   = "group"
	KindRole    = "role"
	KindPolicy  = "policy"
	KindProfile = "profile"
	KindMFA     = "mfa"
	KindOIDC    = "oidc"
	KindSAML    = "saml"
)

type entity[T any] interface {
	*T
	common() *Common
	links() []string
}

// Collection keeps the entities of one kind.
type Collection[T any, P entity[T]] struct {
	kind   string
	prefix string // of unique ids
}

// Ref says which entity has a unique id.
type Ref struct{ Kind, Account, Name string }

func (c Collection[T, P]) key(account, name string) kv.Key {
	return kv.NewKey(root, c.kind, account, fold(name))
}

// NewID makes a unique id for an entity of this kind.
func (c Collection[T, P]) NewID(account string) string { return newUniqueID(c.prefix, account) }

// Get finds an entity by name, without regard to case; [ErrNotFound] where there
// is none.
func (c Collection[T, P]) Get(tx kv.Tx, account, name string) (P, error) {
	return load[T](tx, c.key(account, name))
}

// Create adds an entity, whose name must be free, and gives it its unique id.
func (c Collection[T, P]) Create(tx kv.Tx, e P) error {
	m := e.common()
	if _, err := c.Get(tx, m.Account, m.Name); err == nil {
		return ErrExists
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	if err := c.grow(tx, m.Account, 1); err != nil {
		return err
	}
	m.ID = c.NewID(m.Account)
	return c.Put(tx, e)
}

// Put writes an entity and its links.
func (c Collection[T, P]) Put(tx kv.Tx, e P) error {
	m := e.common()
	var old []string
	if before, err := c.Get(tx, m.Account, m.Name); err == nil {
		old = before.links()
	} else if !errors.Is(err, ErrNotFound) {
		return err
	}
	if err := c.relink(tx, m, old, e.links()); err != nil {
		return err
	}
	if err := store(tx, kv.NewKey(root, "id", m.ID), &Ref{c.kind, m.Account, m.Name}); err != nil {
		return err
	}
	if err := c.write(tx, e); err != nil {
		return err
	}
	return bump(tx, m.Account)
}

// write writes an entity of which no principal depends, and no link changed.
func (c Collection[T, P]) write(tx kv.Tx, e P) error {
	return store(tx, c.key(e.common().Account, e.common().Name), e)
}

// Delete removes an entity with its links; [ErrNotFound] where it is gone.
func (c Collection[T, P]) Delete(tx kv.Tx, e P) error {
	if err := c.grow(tx, e.common().Account, -1); err != nil {
		return err
	}
	return c.remove(tx, e)
}

func (c Collection[T, P]) remove(tx kv.Tx, e P) error {
	m := e.common()
	before, err := c.Get(tx, m.Account, m.Name)
	if err != nil {
		return err
	}
	if err := c.relink(tx, m, before.links(), nil); err != nil {
		return err
	}
	if err := tx.Delete(kv.NewKey(root, "id", m.ID)); err != nil {
		return err
	}
	if err := tx.Delete(c.key(m.Account, m.Name)); err != nil {
		return err
	}
	return bump(tx, m.Account)
}

// Rename moves an entity to a new name, which must be free unless it differs in
// case only, and a new path. What refers to it by name is the caller's.
func (c Collection[T, P]) Rename(tx kv.Tx, e P, name, path string) error {
	m := e.common()
	if fold(name) != fold(m.Name) {
		if _, err := c.Get(tx, m.Account, name); err == nil {
			return ErrExists
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	if err := c.remove(tx, e); err != nil {
		return err
	}
	m.Name, m.Path = name, path
	return c.Put(tx, e)
}

// All yields the account's entities in the order of their names, from after the
// one called after.
func (c Collection[T, P]) All(tx kv.Tx, account, after string) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		r := kv.Prefix(kv.NewKey(root, c.kind, account))
		if after != "" {
			r.Start = append(c.key(account, after), 0)
		}
		for pair, err := range tx.Scan(r) {
			var e P
			if err == nil {
				e = new(T)
				err = json.Unmarshal(pair.Value, e)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// relink changes the index from the links before to those after.
func (c Collection[T, P]) relink(tx kv.Tx, m *Common, before, after []string) error {
	at := func(link string) kv.Key {
		return kv.NewKey(root, "link", m.Account, link, c.kind, fold(m.Name))
	}
	for _, l := range before {
		if !slices.Contains(after, l) {
			if err := tx.Delete(at(l)); err != nil {
				return err
			}
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) {
			if err := tx.Set(at(l), []byte(m.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Linked yields kind and name of the entities with a link, by kind and name.
func (s *Store) Linked(tx kv.Tx, account, link string) iter.Seq2[Ref, error] {
	return func(yield func(Ref, error) bool) {
		prefix := kv.NewKey(root, "link", account, link)
		for pair, err := range tx.Scan(kv.Prefix(prefix)) {
			ref := Ref{Account: account, Name: string(pair.Value)}
			if err == nil {
				ref.Kind, _, _ = kv.CutString(pair.Key[len(prefix):])
			}
			if !yield(ref, err) || err != nil {
				return
			}
		}
	}
}

// ByID finds which entity has a unique id.
func (s *Store) ByID(tx kv.Tx, id string) (*Ref, error) {
	return load[Ref](tx, kv.NewKey(root, "id", id))
}

// GroupByID finds a group by its unique id.
func (s *Store) GroupByID(tx kv.Tx, id string) (*GroupEntity, error) {
	ref, err := s.ByID(tx, id)
	if err != nil {
		return nil, err
	}
	return s.Groups.Get(tx, ref.Account, ref.Name)
}

// UserByID finds a user by his unique id.
func (s *Store) UserByID(tx kv.Tx, id string) (*UserEntity, error) {
	ref, err := s.ByID(tx, id)
	if err != nil {
		return nil, err
	}
	return s.Users.Get(tx, ref.Account, ref.Name)
}

// load reads a record.
func load[T any](tx kv.Tx, key kv.Key) (*T, error) {
	b, err := tx.Get(key)
	if errors.Is(err, kv.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	v := new(T)
	if err := json.Unmarshal(b, v); err != nil {
		return nil, fmt.Errorf("identity: record %q: %w", key, err)
	}
	return v, nil
}

// store writes a record.
func store(tx kv.Tx, key kv.Key, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("identity: record %q: %w", key, err)
	}
	return tx.Set(key, b)
}

// generation counts the changes of an account.
func generation(tx kv.Tx, account string) (uint64, error) {
	b, err := tx.Get(kv.NewKey(root, "gen", account))
	if errors.Is(err, kv.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if len(b) != 8 {
		return 0, fmt.Errorf("identity: generation of %s has %d bytes", account, len(b))
	}
	return binary.BigEndian.Uint64(b), nil
}

// bump makes what is cached of the account stale.
func bump(tx kv.Tx, account string) error {
	n, err := generation(tx, account)
	if err != nil {
		return err
	}
	return tx.Set(kv.NewKey(root, "gen", account), binary.BigEndian.AppendUint64(nil, n+1))
}
