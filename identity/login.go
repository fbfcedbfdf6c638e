package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"github.com/cumulet/cumulet/engine/kv"
)

// Login is a user's password (a login profile in IAM's words).
type Login struct {
	Hash    string    `json:"hash"` // argon2id, in the PHC string format
	Created time.Time `json:"created"`
	Changed time.Time `json:"changed"`
	Reset   bool      `json:"reset,omitempty"` // must be changed when signing in
	Used    time.Time `json:"used,omitzero"`
	// Before are the hashes of earlier passwords, newest first.
	Before []string `json:"before,omitempty"`
}

// The errors of signing in.
var (
	ErrBadPassword     = errors.New("identity: wrong user or password")
	ErrPasswordExpired = errors.New("identity: the password has expired")
	ErrPasswordReused  = errors.New("identity: the password was used before")
)

// maxBefore is how many earlier hashes are kept: as many as a policy may ask for.
const maxBefore = 24

// The cost of a hash, as OWASP's "Password Storage Cheat Sheet" recommends it.
const (
	hashPasses  = 2
	hashMemory  = 19 * 1024 // KiB
	hashThreads = 1
	hashSize    = 32
)

// hashing bounds how many passwords are hashed at a time, and so their memory.
type hashing chan struct{}

func (h hashing) sum(password string, salt []byte) []byte {
	h <- struct{}{}
	defer func() { <-h }()
	return argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashThreads, hashSize)
}

// HashPassword makes the hash of a password, which takes some ten milliseconds:
// not inside a transaction.
func (s *Store) HashPassword(password string) string {
	var salt [16]byte
	_, _ = rand.Read(salt[:]) // never fails
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashThreads,
		b64(salt[:]), b64(s.hashing.sum(password, salt[:])))
}

// MatchPassword tells whether a password has a hash, in constant time.
func (s *Store) MatchPassword(hash, password string) bool {
	want := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashPasses, hashThreads)
	rest, ok := strings.CutPrefix(hash, want)
	salt64, sum64, cut := strings.Cut(rest, "$")
	salt, err1 := base64.RawStdEncoding.DecodeString(salt64)
	sum, err2 := base64.RawStdEncoding.DecodeString(sum64)
	if !ok || !cut || err1 != nil || err2 != nil {
		return false
	}
	return subtle.ConstantTimeCompare(s.hashing.sum(password, salt), sum) == 1
}

// CheckReuse refuses one of the user's last passwords with [ErrPasswordReused],
// as the policy asks for. It hashes: not inside a transaction.
func (s *Store) CheckReuse(p *PasswordPolicy, l *Login, password string) error {
	if l == nil || p.Reuse == 0 {
		return nil
	}
	old := append([]string{l.Hash}, l.Before...)
	for _, hash := range old[:min(len(old), int(p.Reuse))] {
		if s.MatchPassword(hash, password) {
			return ErrPasswordReused
		}
	}
	return nil
}

// Replace sets another password.
func (l *Login) Replace(hash string, now time.Time) {
	l.Before = slices.Insert(l.Before, 0, l.Hash)
	l.Before = l.Before[:min(len(l.Before), maxBefore)]
	l.Hash, l.Changed = hash, now
}

// Expires is when the password has to be changed; zero where it never has to.
func (l *Login) Expires(p *PasswordPolicy) time.Time {
	if p.MaxAge == 0 {
		return time.Time{}
	}
	return l.Changed.AddDate(0, 0, int(p.MaxAge))
}

// SignIn checks a user's password and notes that he signed in. The errors are
// [ErrBadPassword], for users that are not there too and not told apart by time,
// and [ErrPasswordExpired], with the user, where he has to choose another one
// first.
func (s *Store) SignIn(ctx context.Context, account, name, password string) (u *UserEntity, err error) {
	hash := noPassword
	err = s.db.View(ctx, func(tx kv.Tx) error {
		u, err := s.Users.Get(tx, account, name)
		if err == nil && u.Login != nil {
			hash = u.Login.Hash
		}
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if !s.MatchPassword(hash, password) || hash == noPassword {
		return nil, ErrBadPassword
	}
	expired := false
	err = s.db.Update(ctx, func(tx kv.Tx) (err error) {
		if u, err = s.Users.Get(tx, account, name); err != nil {
			return err
		}
		if u.Login == nil || u.Login.Hash != hash {
			return ErrBadPassword // changed meanwhile
		}
		a, err := s.Account(tx, account)
		if err != nil {
			return err
		}
		end := u.Login.Expires(PasswordPolicyOf(a))
		expired = u.Login.Reset || !end.IsZero() && !s.now().Before(end)
		u.Login.Used = s.now()
		return s.Users.Put(tx, u)
	})
	if err != nil {
		return nil, err
	}
	if expired {
		return u, ErrPasswordExpired
	}
	return u, nil
}

// noPassword is the hash that is compared with where there is no user or no
// password; nothing is like it.
var noPassword = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashThreads,
	strings.Repeat("A", 22), strings.Repeat("A", 43))
