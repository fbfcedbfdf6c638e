package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UpdateLoginProfile sets another password for a user, or that he must choose one.
// API reference: API_UpdateLoginProfile.
func (s *Service) UpdateLoginProfile(ctx context.Context, in *iam.UpdateLoginProfileInput) (*iam.UpdateLoginProfileOutput, error) {
	var hash string
	if in.Password != nil {
		if err := s.newPassword(ctx, *in.UserName, *in.Password); err != nil {
			return nil, err
		}
		hash = s.ids.HashPassword(*in.Password)
	}
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateLoginProfileOutput, error) {
		u, err := s.loginUser(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		if hash != "" {
			u.Login.Replace(hash, s.ids.Now())
		}
		if in.PasswordResetRequired != nil {
			u.Login.Reset = *in.PasswordResetRequired
		}
		return &iam.UpdateLoginProfileOutput{}, s.ids.Users.Put(tx, u)
	})
}
