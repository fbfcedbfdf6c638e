package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteGroupPolicy deletes an inline policy of a group.
// API reference: API_DeleteGroupPolicy.
func (s *Service) DeleteGroupPolicy(ctx context.Context, in *iam.DeleteGroupPolicyInput) (*iam.DeleteGroupPolicyOutput, error) {
	return changeGroup[iam.DeleteGroupPolicyOutput](ctx, s, in.GroupName, func(_ kv.Tx, g *identity.GroupEntity) error {
		return deleteInline(&g.Grants, in.PolicyName, "group")
	})
}
