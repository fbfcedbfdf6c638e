package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateLoginProfile gives a user a password, with which to sign in to the console.
// API reference: API_CreateLoginProfile.
func (s *Service) CreateLoginProfile(ctx context.Context, in *iam.CreateLoginProfileInput) (*iam.CreateLoginProfileOutput, error) {
	if in.Password == nil {
		return nil, validation("Must specify a password")
	}
	if in.UserName == nil {
		return nil, validation("Must specify userName when calling with non-User credentials")
	}
	if err := s.newPassword(ctx, *in.UserName, *in.Password); err != nil {
		return nil, err
	}
	hash := s.ids.HashPassword(*in.Password)
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateLoginProfileOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		if u.Login != nil {
			return nil, alreadyExists("Login Profile for user %s already exists.", u.Name)
		}
		now := s.ids.Now()
		u.Login = &identity.Login{Hash: hash, Created: now, Changed: now, Reset: in.PasswordResetRequired != nil && *in.PasswordResetRequired}
		return &iam.CreateLoginProfileOutput{LoginProfile: loginShape(u)}, s.ids.Users.Put(tx, u)
	})
}
