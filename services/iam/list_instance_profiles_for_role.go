package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListInstanceProfilesForRole lists the instance profiles that a role is in.
// API reference: API_ListInstanceProfilesForRole.
func (s *Service) ListInstanceProfilesForRole(ctx context.Context, in *iam.ListInstanceProfilesForRoleInput) (*iam.ListInstanceProfilesForRoleOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListInstanceProfilesForRoleOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		holders := s.ids.Linked(tx, account, identity.HoldsRole(r.Name))
		refs, pg, err := paged(holders, in.Marker, in.MaxItems, func(r identity.Ref) string { return r.Name })
		if err != nil {
			return nil, err
		}
		items := make([]*identity.ProfileEntity, len(refs))
		for i, ref := range refs {
			if items[i], err = s.ids.Profiles.Get(tx, account, ref.Name); err != nil {
				return nil, err
			}
		}
		shapes, err := s.profileShapes(tx, items)
		return &iam.ListInstanceProfilesForRoleOutput{InstanceProfiles: shapes, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
