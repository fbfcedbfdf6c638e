package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// AttachGroupPolicy attaches a managed policy to a group.
// API reference: API_AttachGroupPolicy.
func (s *Service) AttachGroupPolicy(ctx context.Context, in *iam.AttachGroupPolicyInput) (*iam.AttachGroupPolicyOutput, error) {
	return changeGroup[iam.AttachGroupPolicyOutput](ctx, s, in.GroupName, func(tx kv.Tx, g *identity.GroupEntity) error {
		return s.attach(tx, g.Account, &g.Grants, in.PolicyArn, "PoliciesPerGroup")
	})
}
