package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
)

// GetContextKeysForPrincipalPolicy lists the condition keys that the policies of a user, group or role ask for, and further ones that are given.
// API reference: API_GetContextKeysForPrincipalPolicy.
func (s *Service) GetContextKeysForPrincipalPolicy(ctx context.Context, in *iam.GetContextKeysForPrincipalPolicyInput) (*iam.GetContextKeysForPrincipalPolicyOutput, error) {
	who, err := s.subject(ctx, in.PolicySourceArn)
	if err != nil {
		return nil, err
	}
	if err := addPolicies(who, in.PolicyInputList); err != nil {
		return nil, err
	}
	return &iam.GetContextKeysForPrincipalPolicyOutput{ContextKeyNames: contextKeys(who)}, nil
}
