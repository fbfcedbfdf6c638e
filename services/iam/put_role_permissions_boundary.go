package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// PutRolePermissionsBoundary bounds a role with a managed policy.
// API reference: API_PutRolePermissionsBoundary.
func (s *Service) PutRolePermissionsBoundary(ctx context.Context, in *iam.PutRolePermissionsBoundaryInput) (*iam.PutRolePermissionsBoundaryOutput, error) {
	return changeRole[iam.PutRolePermissionsBoundaryOutput](ctx, s, in.RoleName, func(tx kv.Tx, r *identity.RoleEntity) error {
		return s.setBoundary(tx, r.Account, &r.Grants, in.PermissionsBoundary)
	})
}
