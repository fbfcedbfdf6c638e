package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteRolePermissionsBoundary removes the permissions boundary of a role.
// API reference: API_DeleteRolePermissionsBoundary.
func (s *Service) DeleteRolePermissionsBoundary(ctx context.Context, in *iam.DeleteRolePermissionsBoundaryInput) (*iam.DeleteRolePermissionsBoundaryOutput, error) {
	return changeRole[iam.DeleteRolePermissionsBoundaryOutput](ctx, s, in.RoleName, func(_ kv.Tx, r *identity.RoleEntity) error {
		return deleteBoundary(&r.Grants, "Role", r.Name)
	})
}
