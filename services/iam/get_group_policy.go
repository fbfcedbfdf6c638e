package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetGroupPolicy gives an inline policy of a group.
// API reference: API_GetGroupPolicy.
func (s *Service) GetGroupPolicy(ctx context.Context, in *iam.GetGroupPolicyInput) (*iam.GetGroupPolicyOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetGroupPolicyOutput, error) {
		g, err := s.group(tx, account, in.GroupName)
		if err != nil {
			return nil, err
		}
		document, err := getInline(&g.Grants, in.PolicyName, "group")
		return &iam.GetGroupPolicyOutput{GroupName: &g.Name, PolicyName: in.PolicyName, PolicyDocument: document}, err
	})
}
