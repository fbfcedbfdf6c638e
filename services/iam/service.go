package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// Deps are what the room works with.
type Deps struct {
	Store    kv.Store // as the gateway decorates it: records commit with changes
	Identity *identity.Store
}

// Service implements IAM's operations.
type Service struct {
	iam.Unimplemented

	db  kv.Store
	ids *identity.Store
}

var _ iam.Service = (*Service)(nil)

// New makes the room.
func New(d Deps) *gateway.Room {
	s := &Service{db: d.Store, ids: d.Identity}
	return &gateway.Room{Schema: iam.Schema(), Impl: s, Authorise: s.authorisers()}
}

// update runs a change of the caller's account in one transaction. f may run
// again, so it starts from what it reads.
func update[Out any](ctx context.Context, s *Service, f func(tx kv.Tx, account string) (*Out, error)) (out *Out, err error) {
	account := gateway.CallFrom(ctx).Account
	err = s.db.Update(ctx, func(tx kv.Tx) (err error) {
		out, err = f(tx, account)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// view runs a reading of the caller's account on one snapshot.
func view[Out any](ctx context.Context, s *Service, f func(tx kv.Tx, account string) (*Out, error)) (out *Out, err error) {
	account := gateway.CallFrom(ctx).Account
	err = s.db.View(ctx, func(tx kv.Tx) (err error) {
		out, err = f(tx, account)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
