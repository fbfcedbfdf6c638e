package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteLoginProfile takes a user his password; without a name the caller.
// API reference: API_DeleteLoginProfile.
func (s *Service) DeleteLoginProfile(ctx context.Context, in *iam.DeleteLoginProfileInput) (*iam.DeleteLoginProfileOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteLoginProfileOutput, error) {
		u, err := s.loginUser(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		u.Login = nil
		return &iam.DeleteLoginProfileOutput{}, s.ids.Users.Put(tx, u)
	})
}
