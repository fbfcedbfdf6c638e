package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// UpdateRole changes a role's description and its longest session.
// API reference: API_UpdateRole.
func (s *Service) UpdateRole(ctx context.Context, in *iam.UpdateRoleInput) (*iam.UpdateRoleOutput, error) {
	return changeAnyRole[iam.UpdateRoleOutput](ctx, s, in.RoleName, func(_ kv.Tx, r *identity.RoleEntity) error {
		if in.Description != nil {
			r.Description = *in.Description
		}
		r.MaxSession = defaultSession
		if in.MaxSessionDuration != nil {
			r.MaxSession = *in.MaxSessionDuration
		}
		return nil
	})
}
