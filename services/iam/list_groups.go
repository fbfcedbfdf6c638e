package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListGroups lists the account's groups.
// API reference: API_ListGroups.
func (s *Service) ListGroups(ctx context.Context, in *iam.ListGroupsInput) (*iam.ListGroupsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListGroupsOutput, error) {
		from, err := after(in.Marker)
		if err != nil {
			return nil, err
		}
		seq := where(s.ids.Groups.All(tx, account, from), func(e *identity.GroupEntity) bool { return under(in.PathPrefix, e.Path) })
		items, p, err := paged(seq, in.Marker, in.MaxItems, func(e *identity.GroupEntity) string { return e.Name })
		return &iam.ListGroupsOutput{Groups: convert(items, groupShape), IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
