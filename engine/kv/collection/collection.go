// Package collection keeps the many small resources of control planes (users,
// buckets, rules) in the store: values of one type, as JSON, under an id within
// a scope.
//
//	var users = collection.New[User]("iam.user", collection.Options[User]{Version: 1})
//
//	err := users.In(account).Create(tx, "bob", User{...})
//	page, err := users.In(account).List(tx, collection.Page{Limit: 100, Token: token})
//
// # Keys and values
//
//	(area, scope..., id)   one byte: the version of the value's format; then JSON
package collection

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/cumulet/cumulet/engine/kv"
)

// ErrExists says that Create found the id taken.
var ErrExists = errors.New("collection: already exists")

// Options describe the values of a collection.
type Options[T any] struct {
	// Version is the version of the format of T, 1 to 255; 0 means 1.
	Version uint8
	// Upgrade reads a value of an older version. Without it older ones are read
	// like new ones, which is right as long as fields were only added.
	Upgrade func(version uint8, data []byte) (T, error)
}

// Collection is a set of values of type T in one scope. It holds no data and
// can be copied.
type Collection[T any] struct {
	key  kv.Key
	opts Options[T]
}

// Item is a value with its id.
type Item[T any] struct {
	ID    string
	Value T
}

// New makes the collection that owns the keys under area.
func New[T any](area string, opts Options[T]) Collection[T] {
	if opts.Version == 0 {
		opts.Version = 1
	}
	return Collection[T]{key: kv.NewKey(area), opts: opts}
}

// In returns the collection within a scope: an account, say, and a region.
// Scopes of one collection have the same number of parts.
func (c Collection[T]) In(scope ...string) Collection[T] {
	for _, s := range scope {
		c.key = c.key.String(s)
	}
	return c
}

// Key returns where the value of id is kept.
func (c Collection[T]) Key(id string) kv.Key { return c.key.String(id) }

// Prefix returns what all keys of the scope begin with: watch it.
func (c Collection[T]) Prefix() []byte { return c.key }

// Get returns a value, or [kv.ErrNotFound].
func (c Collection[T]) Get(tx kv.Tx, id string) (T, error) {
	data, err := tx.Get(c.Key(id))
	if err != nil {
		var zero T
		return zero, err
	}
	return c.decode(data)
}

// Has tells whether the id is taken.
func (c Collection[T]) Has(tx kv.Tx, id string) (bool, error) {
	_, err := tx.Get(c.Key(id))
	if errors.Is(err, kv.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Put writes a value, new or not.
func (c Collection[T]) Put(tx kv.Tx, id string, value T) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("collection: %w", err)
	}
	return tx.Set(c.Key(id), append([]byte{c.opts.Version}, data...))
}

// Create writes a value under an id that must be free, else [ErrExists].
func (c Collection[T]) Create(tx kv.Tx, id string, value T) error {
	taken, err := c.Has(tx, id)
	if err != nil {
		return err
	}
	if taken {
		return ErrExists
	}
	return c.Put(tx, id, value)
}

// Delete removes a value, or fails with [kv.ErrNotFound].
func (c Collection[T]) Delete(tx kv.Tx, id string) error {
	key := c.Key(id)
	if _, err := tx.Get(key); err != nil {
		return err
	}
	return tx.Delete(key)
}

// All yields the scope's values in the order of ids. An error comes last.
func (c Collection[T]) All(tx kv.Tx) iter.Seq2[Item[T], error] {
	return c.items(tx, kv.Prefix(c.key))
}

func (c Collection[T]) items(tx kv.Tx, r kv.Range) iter.Seq2[Item[T], error] {
	return func(yield func(Item[T], error) bool) {
		for p, err := range tx.Scan(r) {
			var item Item[T]
			if err == nil {
				item, err = c.item(p)
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

func (c Collection[T]) item(p kv.Pair) (item Item[T], err error) {
	id, rest, ok := kv.CutString(p.Key[len(c.key):])
	if !ok || len(rest) > 0 {
		return item, fmt.Errorf("collection: %q is no id in the scope %q", p.Key, c.key)
	}
	item.ID = id
	item.Value, err = c.decode(p.Value)
	return item, err
}

func (c Collection[T]) decode(data []byte) (value T, err error) {
	if len(data) == 0 {
		return value, fmt.Errorf("collection: empty value in %q", c.key)
	}
	version, data := data[0], data[1:]
	switch {
	case version > c.opts.Version:
		return value, fmt.Errorf("%w: value in %q has version %d, this program reads up to %d",
			kv.ErrNewerFormat, c.key, version, c.opts.Version)
	case version < c.opts.Version && c.opts.Upgrade != nil:
		value, err = c.opts.Upgrade(version, data)
	default:
		err = json.Unmarshal(data, &value)
	}
	if err != nil {
		return value, fmt.Errorf("collection: value in %q: %w", c.key, err)
	}
	return value, nil
}
