package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"

	"github.com/cumulet/cumulet/engine/kv"
)

// Credential finds the key that a request was signed with: one small read where
// the principal is cached and nothing of its account changed. sessionToken is
// empty for long-term keys. The errors are [ErrUnknownKey], [ErrInactiveKey],
// [ErrInvalidToken] and [ErrExpiredToken]; deleted users and roles answer the
// first, or the third for their sessions.
func (s *Store) Credential(ctx context.Context, accessKeyID, sessionToken string) (*Credential, error) {
	e := s.cache.get(accessKeyID)
	if e != nil && subtle.ConstantTimeCompare([]byte(e.token), []byte(sessionToken)) != 1 {
		e = nil
	}
	if e != nil && !e.cred.Expires.IsZero() && !s.clk.Now().Before(e.cred.Expires) {
		return nil, ErrExpiredToken
	}
	var fresh *cached
	err := s.db.View(ctx, func(tx kv.Tx) (err error) {
		if e != nil {
			if gen, err := generation(tx, e.cred.Principal.Account); err != nil || gen == e.generation {
				fresh = e
				return err
			}
		}
		fresh, err = s.loadCredential(tx, accessKeyID, sessionToken)
		return err
	})
	if err != nil {
		return nil, err
	}
	if fresh != e {
		s.cache.put(accessKeyID, fresh)
	}
	return fresh.cred, nil
}

func (s *Store) loadCredential(tx kv.Tx, id, token string) (*cached, error) {
	cred := &Credential{AccessKeyID: id}
	var err error
	switch {
	case token != "":
		err = s.loadTemporary(tx, cred, token)
	case strings.HasPrefix(id, prefixTemporary):
		err = ErrInvalidToken
	default:
		err = s.loadLongTerm(tx, cred)
	}
	if err != nil {
		return nil, err
	}
	cred.Principal.AccessKeyID = id
	gen, err := generation(tx, cred.Principal.Account)
	return &cached{cred: cred, token: token, generation: gen}, err
}

func (s *Store) loadLongTerm(tx kv.Tx, cred *Credential) error {
	k, err := s.Key(tx, cred.AccessKeyID)
	if errors.Is(err, ErrNotFound) {
		return ErrUnknownKey
	}
	if err != nil {
		return err
	}
	if !k.Active {
		return ErrInactiveKey
	}
	secret, err := s.box.Open(k.Sealed, keyAAD(k.ID))
	if err != nil {
		return fmt.Errorf("identity: open key %s: %w", k.ID, err)
	}
	cred.Secret = string(secret)
	if k.User == "" {
		cred.Principal = s.rootPrincipal(k.Account)
		return nil
	}
	cred.Principal, err = s.userPrincipal(tx, k.Account, k.User)
	if errors.Is(err, ErrNotFound) {
		return ErrUnknownKey
	}
	return err
}

func (s *Store) loadTemporary(tx kv.Tx, cred *Credential, token string) error {
	session, err := s.ParseSession(cred.AccessKeyID, token)
	if err != nil {
		return err
	}
	p, err := s.sessionPrincipal(tx, session)
	if errors.Is(err, ErrNotFound) {
		return ErrInvalidToken
	}
	cred.Secret, cred.Expires, cred.Principal = session.Secret, session.Expires, p
	return err
}
