package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DetachGroupPolicy takes a managed policy from a group.
// API reference: API_DetachGroupPolicy.
func (s *Service) DetachGroupPolicy(ctx context.Context, in *iam.DetachGroupPolicyInput) (*iam.DetachGroupPolicyOutput, error) {
	return changeGroup[iam.DetachGroupPolicyOutput](ctx, s, in.GroupName, func(_ kv.Tx, g *identity.GroupEntity) error {
		return detach(&g.Grants, in.PolicyArn)
	})
}
