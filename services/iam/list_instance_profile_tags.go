package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListInstanceProfileTags lists the tags of an instance profile.
// API reference: API_ListInstanceProfileTags.
func (s *Service) ListInstanceProfileTags(ctx context.Context, in *iam.ListInstanceProfileTagsInput) (*iam.ListInstanceProfileTagsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListInstanceProfileTagsOutput, error) {
		p, err := s.profile(tx, account, in.InstanceProfileName)
		if err != nil {
			return nil, err
		}
		tags, pg, err := tagPage(p.Tags, in.Marker, in.MaxItems)
		return &iam.ListInstanceProfileTagsOutput{Tags: tags, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
