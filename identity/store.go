package identity

import (
	"errors"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/clock"
)

// The errors of authentication.
var (
	ErrUnknownKey   = errors.New("identity: unknown access key")
	ErrInactiveKey  = errors.New("identity: inactive access key")
	ErrInvalidToken = errors.New("identity: invalid session token")
	ErrExpiredToken = errors.New("identity: expired session token")
)

// The errors of the store's entities.
var (
	ErrNotFound = errors.New("identity: not found")
	ErrExists   = errors.New("identity: exists already")
)

// Sealer encrypts secrets at rest; aad is bound to the ciphertext.
type Sealer interface {
	Seal(plain, aad []byte) ([]byte, error)
	Open(cipher, aad []byte) ([]byte, error)
}

// Options tune a [Store]. The zero value is fine.
type Options struct {
	// CacheEntries bounds the number of principals kept in memory; 0 means 4096.
	CacheEntries int
}

// Store owns accounts, users, groups, roles, policies, keys, instance profiles,
// MFA devices and identity providers. Methods with a transaction compose into the caller's; each change
// bumps the account's generation, by which cached principals are found stale.
type Store struct {
	Users    Collection[UserEntity, *UserEntity]
	Groups   Collection[GroupEntity, *GroupEntity]
	Roles    Collection[RoleEntity, *RoleEntity]
	Policies Collection[PolicyEntity, *PolicyEntity] // customers' own; see Policy
	Profiles Collection[ProfileEntity, *ProfileEntity]
	MFA      Collection[MFAEntity, *MFAEntity]
	OIDC     Collection[OIDCEntity, *OIDCEntity]
	SAML     Collection[SAMLEntity, *SAMLEntity]

	db      kv.Store
	box     Sealer
	clk     clock.Clock
	cache   *cache
	used    *usedKeys
	hashing hashing
	managed map[string]*awsPolicy // AWS's, by ARN; never changed
}

// NewStore makes a store over db. Secrets are sealed with box.
func NewStore(db kv.Store, box Sealer, clk clock.Clock, o Options) *Store {
	if o.CacheEntries <= 0 {
		o.CacheEntries = 4096
	}
	return &Store{
		Users:    Collection[UserEntity, *UserEntity]{KindUser, prefixUser},
		Groups:   Collection[GroupEntity, *GroupEntity]{KindGroup, prefixGroup},
		Roles:    Collection[RoleEntity, *RoleEntity]{KindRole, prefixRole},
		Policies: Collection[PolicyEntity, *PolicyEntity]{KindPolicy, prefixPolicy},
		Profiles: Collection[ProfileEntity, *ProfileEntity]{KindProfile, prefixProfile},
		MFA:      Collection[MFAEntity, *MFAEntity]{KindMFA, prefixMFA},
		OIDC:     Collection[OIDCEntity, *OIDCEntity]{KindOIDC, prefixOIDC},
		SAML:     Collection[SAMLEntity, *SAMLEntity]{KindSAML, prefixSAML},
		db:       db, box: box, clk: clk,
		cache: newCache(o.CacheEntries), used: newUsedKeys(), hashing: make(hashing, 2), managed: loadManaged(),
	}
}
