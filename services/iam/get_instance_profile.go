package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetInstanceProfile describes an instance profile with its role.
// API reference: API_GetInstanceProfile.
func (s *Service) GetInstanceProfile(ctx context.Context, in *iam.GetInstanceProfileInput) (*iam.GetInstanceProfileOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetInstanceProfileOutput, error) {
		p, err := s.profile(tx, account, in.InstanceProfileName)
		if err != nil {
			return nil, err
		}
		shape, err := s.profileShape(tx, p)
		return &iam.GetInstanceProfileOutput{InstanceProfile: &shape}, err
	})
}
