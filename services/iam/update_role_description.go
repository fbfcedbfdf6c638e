package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UpdateRoleDescription changes a role's description.
// API reference: API_UpdateRoleDescription.
func (s *Service) UpdateRoleDescription(ctx context.Context, in *iam.UpdateRoleDescriptionInput) (*iam.UpdateRoleDescriptionOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateRoleDescriptionOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		r.Description = *in.Description
		shape, err := s.roleShape(tx, r)
		if err != nil {
			return nil, err
		}
		return &iam.UpdateRoleDescriptionOutput{Role: &shape}, s.ids.Roles.Put(tx, r)
	})
}
