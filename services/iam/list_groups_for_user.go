package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListGroupsForUser lists the groups that a user is in.
// API reference: API_ListGroupsForUser.
func (s *Service) ListGroupsForUser(ctx context.Context, in *iam.ListGroupsForUserInput) (*iam.ListGroupsForUserOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListGroupsForUserOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		groups, err := s.groupsOf(tx, u)
		if err != nil {
			return nil, err
		}
		items, p, err := paged(each(groups), in.Marker, in.MaxItems, func(g *identity.GroupEntity) string { return g.Name })
		return &iam.ListGroupsForUserOutput{Groups: convert(items, groupShape), IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
