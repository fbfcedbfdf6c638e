package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// GetContextKeysForCustomPolicy lists the condition keys that the given policies ask for.
// API reference: API_GetContextKeysForCustomPolicy.
func (s *Service) GetContextKeysForCustomPolicy(ctx context.Context, in *iam.GetContextKeysForCustomPolicyInput) (*iam.GetContextKeysForCustomPolicyOutput, error) {
	who := identity.Anyone(gateway.CallFrom(ctx).Account)
	if err := addPolicies(who, in.PolicyInputList); err != nil {
		return nil, err
	}
	return &iam.GetContextKeysForCustomPolicyOutput{ContextKeyNames: contextKeys(who)}, nil
}
