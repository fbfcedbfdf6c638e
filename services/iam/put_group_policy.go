package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// PutGroupPolicy sets an inline policy of a group.
// API reference: API_PutGroupPolicy.
func (s *Service) PutGroupPolicy(ctx context.Context, in *iam.PutGroupPolicyInput) (*iam.PutGroupPolicyOutput, error) {
	return changeGroup[iam.PutGroupPolicyOutput](ctx, s, in.GroupName, func(_ kv.Tx, g *identity.GroupEntity) error {
		return putInline(&g.Grants, in.PolicyName, in.PolicyDocument, maxGroupInlineSize, "group", g.Name)
	})
}
