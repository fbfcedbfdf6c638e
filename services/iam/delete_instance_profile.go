package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteInstanceProfile deletes an empty instance profile.
// API reference: API_DeleteInstanceProfile.
func (s *Service) DeleteInstanceProfile(ctx context.Context, in *iam.DeleteInstanceProfileInput) (*iam.DeleteInstanceProfileOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteInstanceProfileOutput, error) {
		p, err := s.profile(tx, account, in.InstanceProfileName)
		if err != nil {
			return nil, err
		}
		if p.Role != "" {
			return nil, deleteConflict("Cannot delete entity, must remove roles from instance profile first.")
		}
		return &iam.DeleteInstanceProfileOutput{}, s.ids.Profiles.Delete(tx, p)
	})
}
