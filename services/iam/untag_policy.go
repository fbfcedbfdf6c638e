package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// UntagPolicy removes tags of a managed policy.
// API reference: API_UntagPolicy.
func (s *Service) UntagPolicy(ctx context.Context, in *iam.UntagPolicyInput) (*iam.UntagPolicyOutput, error) {
	return changePolicy[iam.UntagPolicyOutput](ctx, s, "UntagPolicy", in.PolicyArn, func(_ kv.Tx, p *identity.PolicyEntity) error {
		p.Tags = dropTags(p.Tags, in.TagKeys)
		return nil
	})
}
