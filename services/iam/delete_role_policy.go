package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteRolePolicy deletes an inline policy of a role.
// API reference: API_DeleteRolePolicy.
func (s *Service) DeleteRolePolicy(ctx context.Context, in *iam.DeleteRolePolicyInput) (*iam.DeleteRolePolicyOutput, error) {
	return changeRole[iam.DeleteRolePolicyOutput](ctx, s, in.RoleName, func(_ kv.Tx, r *identity.RoleEntity) error {
		return deleteInline(&r.Grants, in.PolicyName, "role")
	})
}
