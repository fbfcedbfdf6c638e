package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

func keyAAD(id string) []byte { return []byte("identity/key/" + id) }

// CreateKey makes an active access key for a user, or for root where user is
// nil, and gives its secret, which is not to be had again.
func (s *Store) CreateKey(tx kv.Tx, account string, user *UserEntity) (key *AccessKey, secret string, err error) {
	id, secret := newKeyID(prefixKey, account), newSecret()
	key, err = s.putNewKey(tx, account, user, id, secret)
	return key, secret, err
}

func (s *Store) putNewKey(tx kv.Tx, account string, user *UserEntity, id, secret string) (*AccessKey, error) {
	if _, err := s.Key(tx, id); err == nil {
		return nil, ErrExists
	} else if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	sealed, err := s.box.Seal([]byte(secret), keyAAD(id))
	if err != nil {
		return nil, fmt.Errorf("identity: seal key: %w", err)
	}
	key := &AccessKey{ID: id, Account: account, Sealed: sealed, Active: true, Created: s.now()}
	if user != nil {
		key.User = user.Name
		user.Keys = append(user.Keys, id)
		if err := s.Users.Put(tx, user); err != nil {
			return nil, err
		}
	} else {
		a, err := s.Account(tx, account)
		if err != nil {
			return nil, err
		}
		a.Keys = append(a.Keys, id)
		if err := store(tx, accountKey(account), a); err != nil {
			return nil, err
		}
	}
	return key, s.PutKey(tx, key)
}

// Key finds an access key.
func (s *Store) Key(tx kv.Tx, id string) (*AccessKey, error) {
	return load[AccessKey](tx, kv.NewKey(root, "key", id))
}

// PutKey writes an access key that was changed.
func (s *Store) PutKey(tx kv.Tx, k *AccessKey) error {
	if err := store(tx, kv.NewKey(root, "key", k.ID), k); err != nil {
		return err
	}
	return bump(tx, k.Account)
}

// DeleteKey removes an access key from its owner: user, or root where it is nil.
func (s *Store) DeleteKey(tx kv.Tx, k *AccessKey, user *UserEntity) error {
	gone := func(id string) bool { return id == k.ID }
	if user != nil {
		user.Keys = slices.DeleteFunc(user.Keys, gone)
		if err := s.Users.Put(tx, user); err != nil {
			return err
		}
	} else {
		a, err := s.Account(tx, k.Account)
		if err != nil {
			return err
		}
		a.Keys = slices.DeleteFunc(a.Keys, gone)
		if err := store(tx, accountKey(a.ID), a); err != nil {
			return err
		}
	}
	for _, part := range []string{"key", "used"} {
		if err := tx.Delete(kv.NewKey(root, part, k.ID)); err != nil {
			return err
		}
	}
	return bump(tx, k.Account)
}

func accountKey(id string) kv.Key { return kv.NewKey(root, "account", id) }

// Account finds an account.
func (s *Store) Account(tx kv.Tx, id string) (*Account, error) {
	return load[Account](tx, accountKey(id))
}

// EnsureRoot makes the account, if it is new, and gives its root the access key,
// if it does not have it. Where the key is there with another secret, the secret
// is replaced: whoever presets it means it.
func (s *Store) EnsureRoot(ctx context.Context, account, accessKeyID, secret string) error {
	return s.db.Update(ctx, func(tx kv.Tx) error {
		if err := s.ensureAccount(tx, account); err != nil {
			return err
		}
		k, err := s.Key(tx, accessKeyID)
		switch {
		case errors.Is(err, ErrNotFound):
			_, err = s.putNewKey(tx, account, nil, accessKeyID, secret)
			return err
		case err != nil:
			return err
		case k.Account != account || k.User != "":
			return fmt.Errorf("identity: access key %s belongs to somebody else: %w", accessKeyID, ErrExists)
		}
		if k.Sealed, err = s.box.Seal([]byte(secret), keyAAD(k.ID)); err != nil {
			return fmt.Errorf("identity: seal key: %w", err)
		}
		k.Active = true
		return s.PutKey(tx, k)
	})
}

// NewRootKey makes another access key for the account's root.
func (s *Store) NewRootKey(ctx context.Context, account string) (accessKeyID, secret string, err error) {
	err = s.db.Update(ctx, func(tx kv.Tx) error {
		if err := s.ensureAccount(tx, account); err != nil {
			return err
		}
		key, made, err := s.CreateKey(tx, account, nil)
		if err == nil {
			accessKeyID, secret = key.ID, made
		}
		return err
	})
	return accessKeyID, secret, err
}

func (s *Store) ensureAccount(tx kv.Tx, id string) error {
	_, err := s.Account(tx, id)
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	return store(tx, accountKey(id), &Account{ID: id, Created: s.now()})
}

// now is the time as entities carry it: whole seconds, UTC.
func (s *Store) now() time.Time { return s.clk.Now().UTC().Truncate(time.Second) }

// Now is the store's time, in the precision of its entities.
func (s *Store) Now() time.Time { return s.now() }
