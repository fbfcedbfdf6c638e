package iam

import (
	"context"
	"strings"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

func (s *Service) user(tx kv.Tx, account string, name *string) (*identity.UserEntity, error) {
	u, err := s.ids.Users.Get(tx, account, val(name))
	return u, missing(err, "The user with name %s cannot be found.", val(name))
}

func (s *Service) group(tx kv.Tx, account string, name *string) (*identity.GroupEntity, error) {
	g, err := s.ids.Groups.Get(tx, account, val(name))
	return g, missing(err, "The group with name %s cannot be found.", val(name))
}

func (s *Service) role(tx kv.Tx, account string, name *string) (*identity.RoleEntity, error) {
	r, err := s.ids.Roles.Get(tx, account, val(name))
	return r, missing(err, "The role with name %s cannot be found.", val(name))
}

func (s *Service) profile(tx kv.Tx, account string, name *string) (*identity.ProfileEntity, error) {
	p, err := s.ids.Profiles.Get(tx, account, val(name))
	return p, missing(err, "Instance Profile %s cannot be found.", val(name))
}

func (s *Service) policy(tx kv.Tx, account string, arn *string) (*identity.PolicyEntity, error) {
	p, err := s.ids.Policy(tx, account, val(arn))
	return p, missing(err, "Policy %s was not found.", val(arn))
}

// ownPolicy finds a policy that the account may change.
func (s *Service) ownPolicy(tx kv.Tx, account, action string, arn *string) (*identity.PolicyEntity, error) {
	p, err := s.policy(tx, account, arn)
	if err == nil && p.Account == identity.AWSAccount {
		return nil, readOnly(action, *arn)
	}
	return p, err
}

// userOrSelf finds the named user or, without a name, the caller; nil for the
// account's root.
func (s *Service) userOrSelf(ctx context.Context, tx kv.Tx, account string, name *string) (*identity.UserEntity, error) {
	if name != nil {
		return s.user(tx, account, name)
	}
	switch p := gateway.CallFrom(ctx).Principal; p.Kind {
	case identity.Root:
		return nil, nil
	case identity.User:
		return s.user(tx, account, &p.Name)
	}
	return nil, validation("Must specify userName when calling with non-User credentials")
}

// changeUser lets f change a user and writes it back.
func changeUser[Out any](ctx context.Context, s *Service, name *string, f func(kv.Tx, *identity.UserEntity) error) (*Out, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*Out, error) {
		u, err := s.user(tx, account, name)
		if err != nil {
			return nil, err
		}
		if err := f(tx, u); err != nil {
			return nil, err
		}
		return new(Out), s.ids.Users.Put(tx, u)
	})
}

// changeGroup lets f change a group and writes it back.
func changeGroup[Out any](ctx context.Context, s *Service, name *string, f func(kv.Tx, *identity.GroupEntity) error) (*Out, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*Out, error) {
		g, err := s.group(tx, account, name)
		if err != nil {
			return nil, err
		}
		if err := f(tx, g); err != nil {
			return nil, err
		}
		return new(Out), s.ids.Groups.Put(tx, g)
	})
}

// changeRole lets f change a role that is the account's own, and writes it back.
func changeRole[Out any](ctx context.Context, s *Service, name *string, f func(kv.Tx, *identity.RoleEntity) error) (*Out, error) {
	return changeAnyRole[Out](ctx, s, name, func(tx kv.Tx, r *identity.RoleEntity) error {
		if err := modifiable(r); err != nil {
			return err
		}
		return f(tx, r)
	})
}

// changeAnyRole lets f change a role, service-linked ones too.
func changeAnyRole[Out any](ctx context.Context, s *Service, name *string, f func(kv.Tx, *identity.RoleEntity) error) (*Out, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*Out, error) {
		r, err := s.role(tx, account, name)
		if err != nil {
			return nil, err
		}
		if err := f(tx, r); err != nil {
			return nil, err
		}
		return new(Out), s.ids.Roles.Put(tx, r)
	})
}

// changeProfile lets f change an instance profile and writes it back.
func changeProfile[Out any](ctx context.Context, s *Service, name *string, f func(kv.Tx, *identity.ProfileEntity) error) (*Out, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*Out, error) {
		p, err := s.profile(tx, account, name)
		if err != nil {
			return nil, err
		}
		if err := f(tx, p); err != nil {
			return nil, err
		}
		return new(Out), s.ids.Profiles.Put(tx, p)
	})
}

// changePolicy lets f change a managed policy of the account's and writes it back.
func changePolicy[Out any](ctx context.Context, s *Service, action string, arn *string, f func(kv.Tx, *identity.PolicyEntity) error) (*Out, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*Out, error) {
		p, err := s.ownPolicy(tx, account, action, arn)
		if err != nil {
			return nil, err
		}
		if err := f(tx, p); err != nil {
			return nil, err
		}
		return new(Out), s.ids.Policies.Put(tx, p)
	})
}

// pathOf is a path or its default.
func pathOf(path *string) string {
	if path == nil {
		return "/"
	}
	return *path
}

// common begins an entity.
func (s *Service) common(account string, name, path *string) identity.Common {
	return identity.Common{Account: account, Name: *name, Path: pathOf(path), Created: s.ids.Now()}
}

// nameOfARN is the last part of an ARN.
func nameOfARN(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
