package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// PutRolePolicy sets an inline policy of a role.
// API reference: API_PutRolePolicy.
func (s *Service) PutRolePolicy(ctx context.Context, in *iam.PutRolePolicyInput) (*iam.PutRolePolicyOutput, error) {
	return changeRole[iam.PutRolePolicyOutput](ctx, s, in.RoleName, func(_ kv.Tx, r *identity.RoleEntity) error {
		return putInline(&r.Grants, in.PolicyName, in.PolicyDocument, maxRoleInlineSize, "role", r.Name)
	})
}
