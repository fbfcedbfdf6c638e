package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetLoginProfile tells whether a user has a password; without a name the caller.
// API reference: API_GetLoginProfile.
func (s *Service) GetLoginProfile(ctx context.Context, in *iam.GetLoginProfileInput) (*iam.GetLoginProfileOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetLoginProfileOutput, error) {
		u, err := s.loginUser(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		return &iam.GetLoginProfileOutput{LoginProfile: loginShape(u)}, nil
	})
}
