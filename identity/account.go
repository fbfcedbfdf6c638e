package identity

import (
	"errors"

	"github.com/cumulet/cumulet/engine/kv"
)

// PutAccount writes an account that was changed.
func (s *Store) PutAccount(tx kv.Tx, a *Account) error {
	if err := store(tx, accountKey(a.ID), a); err != nil {
		return err
	}
	return bump(tx, a.ID)
}

// SetAlias gives the account an alias in place of the one it has; "" takes it
// away. An alias belongs to one account of the cloud: [ErrExists].
func (s *Store) SetAlias(tx kv.Tx, a *Account, alias string) error {
	if alias != "" {
		owner, err := tx.Get(aliasKey(alias))
		if err == nil && string(owner) != a.ID {
			return ErrExists
		}
		if err != nil && !errors.Is(err, kv.ErrNotFound) {
			return err
		}
	}
	if a.Alias != "" {
		if err := tx.Delete(aliasKey(a.Alias)); err != nil {
			return err
		}
	}
	if alias != "" {
		if err := tx.Set(aliasKey(alias), []byte(a.ID)); err != nil {
			return err
		}
	}
	a.Alias = alias
	return s.PutAccount(tx, a)
}

// AccountByAlias finds the account that has an alias; [ErrNotFound] where none
// has it.
func (s *Store) AccountByAlias(tx kv.Tx, alias string) (*Account, error) {
	id, err := tx.Get(aliasKey(alias))
	if errors.Is(err, kv.ErrNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return s.Account(tx, string(id))
}

func aliasKey(alias string) kv.Key { return kv.NewKey(root, "alias", alias) }
