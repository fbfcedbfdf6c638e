package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetRolePolicy gives an inline policy of a role.
// API reference: API_GetRolePolicy.
func (s *Service) GetRolePolicy(ctx context.Context, in *iam.GetRolePolicyInput) (*iam.GetRolePolicyOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetRolePolicyOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		document, err := getInline(&r.Grants, in.PolicyName, "role")
		return &iam.GetRolePolicyOutput{RoleName: &r.Name, PolicyName: in.PolicyName, PolicyDocument: document}, err
	})
}
