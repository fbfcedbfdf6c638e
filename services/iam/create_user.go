package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateUser makes a user, without any permissions.
// API reference: API_CreateUser.
func (s *Service) CreateUser(ctx context.Context, in *iam.CreateUserInput) (*iam.CreateUserOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateUserOutput, error) {
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		u := &identity.UserEntity{Common: s.common(account, in.UserName, in.Path)}
		u.Tags = tags
		if err := s.setBoundary(tx, account, &u.Grants, in.PermissionsBoundary); err != nil {
			return nil, err
		}
		if err := within(s.ids.Users, tx, account, "UsersPerAccount", quotaUsers); err != nil {
			return nil, err
		}
		if err := s.ids.Users.Create(tx, u); err != nil {
			return nil, taken(err, "User with name %s already exists.", u.Name)
		}
		return &iam.CreateUserOutput{User: new(userShape(u))}, nil
	})
}
