package iam

import (
	"context"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListGroupsForUser lists the groups that a user is in.
// API reference: API_ListGroupsForUser.
func (s *Service) ListGroupsForUser(ctx context.Context, in *iam.ListGroupsForUserInput) (*iam.ListGroupsForUserOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListGroupsForUserOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		names := slices.SortedFunc(slices.Values(u.Groups), func(a, b string) int {
			return strings.Compare(strings.ToLower(a), strings.ToLower(b))
		})
		names, p, err := paged(each(names), in.Marker, in.MaxItems, func(n string) string { return n })
		if err != nil {
			return nil, err
		}
		groups := make([]iam.Group, len(names))
		for i, name := range names {
			g, err := s.ids.Groups.Get(tx, account, name)
			if err != nil {
				return nil, err
			}
			groups[i] = groupShape(g)
		}
		return &iam.ListGroupsForUserOutput{Groups: groups, IsTruncated: p.truncated, Marker: p.marker}, nil
	})
}
