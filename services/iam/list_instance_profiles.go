package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListInstanceProfiles lists the account's instance profiles.
// API reference: API_ListInstanceProfiles.
func (s *Service) ListInstanceProfiles(ctx context.Context, in *iam.ListInstanceProfilesInput) (*iam.ListInstanceProfilesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListInstanceProfilesOutput, error) {
		from, err := after(in.Marker)
		if err != nil {
			return nil, err
		}
		seq := where(s.ids.Profiles.All(tx, account, from), func(p *identity.ProfileEntity) bool { return under(in.PathPrefix, p.Path) })
		items, p, err := paged(seq, in.Marker, in.MaxItems, func(p *identity.ProfileEntity) string { return p.Name })
		if err != nil {
			return nil, err
		}
		shapes, err := s.profileShapes(tx, items)
		return &iam.ListInstanceProfilesOutput{InstanceProfiles: shapes, IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
