package sts

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/oidc"
	"github.com/cumulet/cumulet/internal/clock"
)

// Deps are what the room works with.
type Deps struct {
	Store    kv.Store
	Identity *identity.Store
	OIDC     *oidc.Verifier // nil makes one that reaches providers over the network
}

// Service implements STS's operations.
type Service struct {
	sts.Unimplemented

	db   kv.Store
	ids  *identity.Store
	oidc *oidc.Verifier
}

var _ sts.Service = (*Service)(nil)

// New makes the room.
func New(d Deps) *gateway.Room {
	s := &Service{db: d.Store, ids: d.Identity, oidc: d.OIDC}
	if s.oidc == nil {
		s.oidc = oidc.New(clock.System{}, oidc.Connector{})
	}
	return &gateway.Room{Schema: sts.Schema(), Impl: s, Authorise: s.authorisers()}
}

// role finds a role by its ARN; nil where there is none.
func (s *Service) role(ctx context.Context, arn string) (r *identity.RoleEntity, err error) {
	err = s.db.View(ctx, func(tx kv.Tx) (err error) {
		r, err = s.ids.RoleByARN(tx, arn)
		return err
	})
	if errors.Is(err, identity.ErrNotFound) {
		return nil, nil
	}
	return r, err
}

// credentials gives a session as STS sends it.
func credentials(s *identity.Session, token string) *sts.Credentials {
	return &sts.Credentials{AccessKeyId: &s.AccessKeyID, SecretAccessKey: &s.Secret, SessionToken: &token, Expiration: &s.Expires}
}

// value reads an optional member.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
