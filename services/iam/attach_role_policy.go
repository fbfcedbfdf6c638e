package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// AttachRolePolicy attaches a managed policy to a role.
// API reference: API_AttachRolePolicy.
func (s *Service) AttachRolePolicy(ctx context.Context, in *iam.AttachRolePolicyInput) (*iam.AttachRolePolicyOutput, error) {
	return changeRole[iam.AttachRolePolicyOutput](ctx, s, in.RoleName, func(tx kv.Tx, r *identity.RoleEntity) error {
		return s.attach(tx, r.Account, &r.Grants, in.PolicyArn, "PoliciesPerRole")
	})
}
