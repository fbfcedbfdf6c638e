package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetUserPolicy gives an inline policy of a user.
// API reference: API_GetUserPolicy.
func (s *Service) GetUserPolicy(ctx context.Context, in *iam.GetUserPolicyInput) (*iam.GetUserPolicyOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetUserPolicyOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		document, err := getInline(&u.Grants, in.PolicyName, "user")
		return &iam.GetUserPolicyOutput{UserName: &u.Name, PolicyName: in.PolicyName, PolicyDocument: document}, err
	})
}
