package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListPolicyTags lists the tags of a managed policy.
// API reference: API_ListPolicyTags.
func (s *Service) ListPolicyTags(ctx context.Context, in *iam.ListPolicyTagsInput) (*iam.ListPolicyTagsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListPolicyTagsOutput, error) {
		p, err := s.policy(tx, account, in.PolicyArn)
		if err != nil {
			return nil, err
		}
		tags, pg, err := tagPage(p.Tags, in.Marker, in.MaxItems)
		return &iam.ListPolicyTagsOutput{Tags: tags, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
