package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DetachRolePolicy takes a managed policy from a role.
// API reference: API_DetachRolePolicy.
func (s *Service) DetachRolePolicy(ctx context.Context, in *iam.DetachRolePolicyInput) (*iam.DetachRolePolicyOutput, error) {
	return changeRole[iam.DetachRolePolicyOutput](ctx, s, in.RoleName, func(_ kv.Tx, r *identity.RoleEntity) error {
		return detach(&r.Grants, in.PolicyArn)
	})
}
