package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateInstanceProfile makes an empty instance profile.
// API reference: API_CreateInstanceProfile.
func (s *Service) CreateInstanceProfile(ctx context.Context, in *iam.CreateInstanceProfileInput) (*iam.CreateInstanceProfileOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateInstanceProfileOutput, error) {
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		p := &identity.ProfileEntity{Common: s.common(account, in.InstanceProfileName, in.Path)}
		p.Tags = tags
		if err := within(s.ids.Profiles, tx, account, "InstanceProfilesPerAccount", quotaProfiles); err != nil {
			return nil, err
		}
		if err := s.ids.Profiles.Create(tx, p); err != nil {
			return nil, taken(err, "Instance Profile %s already exists.", p.Name)
		}
		shape, err := s.profileShape(tx, p)
		return &iam.CreateInstanceProfileOutput{InstanceProfile: &shape}, err
	})
}
