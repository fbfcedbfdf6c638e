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
		if err != nil {
			return nil, err
		}
		roles := make([]iam.Role, len(items))
		for i, r := range items {
			if roles[i], err = s.listedRole(tx, r); err != nil {
				return nil, err
			}
		}
		return &iam.ListRolesOutput{Roles: roles, IsTruncated: p.truncated, Marker: p.marker}, nil
	})
}
