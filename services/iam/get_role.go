package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetRole describes a role.
// API reference: API_GetRole.
func (s *Service) GetRole(ctx context.Context, in *iam.GetRoleInput) (*iam.GetRoleOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetRoleOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		shape, err := s.roleShape(tx, r)
		if err != nil {
			return nil, err
		}
		shape.RoleLastUsed, err = s.roleLastUsed(tx, r)
		return &iam.GetRoleOutput{Role: &shape}, err
	})
}
