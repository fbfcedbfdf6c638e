package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListUserTags lists the tags of a user.
// API reference: API_ListUserTags.
func (s *Service) ListUserTags(ctx context.Context, in *iam.ListUserTagsInput) (*iam.ListUserTagsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListUserTagsOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		tags, pg, err := tagPage(u.Tags, in.Marker, in.MaxItems)
		return &iam.ListUserTagsOutput{Tags: tags, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
