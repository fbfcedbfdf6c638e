package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// UntagInstanceProfile removes tags of an instance profile.
// API reference: API_UntagInstanceProfile.
func (s *Service) UntagInstanceProfile(ctx context.Context, in *iam.UntagInstanceProfileInput) (*iam.UntagInstanceProfileOutput, error) {
	return changeProfile[iam.UntagInstanceProfileOutput](ctx, s, in.InstanceProfileName, func(_ kv.Tx, p *identity.ProfileEntity) error {
		p.Tags = dropTags(p.Tags, in.TagKeys)
		return nil
	})
}
