package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetPolicy describes a managed policy.
// API reference: API_GetPolicy.
func (s *Service) GetPolicy(ctx context.Context, in *iam.GetPolicyInput) (*iam.GetPolicyOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetPolicyOutput, error) {
		p, err := s.policy(tx, account, in.PolicyArn)
		if err != nil {
			return nil, err
		}
		attached, bounds, err := s.uses(tx, account, p.ARN())
		return &iam.GetPolicyOutput{Policy: new(policyShape(p, attached, bounds))}, err
	})
}
