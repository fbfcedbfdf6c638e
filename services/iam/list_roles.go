package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListRoles lists the account's roles.
// API reference: API_ListRoles.
func (s *Service) ListRoles(ctx context.Context, in *iam.ListRolesInput) (*iam.ListRolesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListRolesOutput, error) {
		from, err := after(in.Marker)
		if err != nil {
			return nil, err
		}
		seq := where(s.ids.Roles.All(tx, account, from), func(e *identity.RoleEntity) bool { return under(in.PathPrefix, e.Path) })
		items, p, err := paged(seq, in.Marker, in.MaxItems, func(e *identity.RoleEntity) string { return e.Name })
		return &iam.ListRolesOutput{Roles: convert(items, listedRole), IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
