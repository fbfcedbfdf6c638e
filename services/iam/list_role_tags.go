package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListRoleTags lists the tags of a role.
// API reference: API_ListRoleTags.
func (s *Service) ListRoleTags(ctx context.Context, in *iam.ListRoleTagsInput) (*iam.ListRoleTagsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListRoleTagsOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		tags, pg, err := tagPage(r.Tags, in.Marker, in.MaxItems)
		return &iam.ListRoleTagsOutput{Tags: tags, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
