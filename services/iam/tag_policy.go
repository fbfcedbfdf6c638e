package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// TagPolicy sets tags of a managed policy.
// API reference: API_TagPolicy.
func (s *Service) TagPolicy(ctx context.Context, in *iam.TagPolicyInput) (*iam.TagPolicyOutput, error) {
	return changePolicy[iam.TagPolicyOutput](ctx, s, "TagPolicy", in.PolicyArn, func(_ kv.Tx, p *identity.PolicyEntity) error {
		tags, err := addTags(p.Tags, in.Tags)
		p.Tags = tags
		return err
	})
}
