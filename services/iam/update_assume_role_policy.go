package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// UpdateAssumeRolePolicy replaces a role's trust policy.
// API reference: API_UpdateAssumeRolePolicy.
func (s *Service) UpdateAssumeRolePolicy(ctx context.Context, in *iam.UpdateAssumeRolePolicyInput) (*iam.UpdateAssumeRolePolicyOutput, error) {
	return changeRole[iam.UpdateAssumeRolePolicyOutput](ctx, s, in.RoleName, func(tx kv.Tx, r *identity.RoleEntity) error {
		bound, err := s.trust(tx, in.PolicyDocument)
		if err != nil {
			return err
		}
		r.Trust, r.Bound = *in.PolicyDocument, bound
		return nil
	})
}
