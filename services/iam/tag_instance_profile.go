package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// TagInstanceProfile sets tags of an instance profile.
// API reference: API_TagInstanceProfile.
func (s *Service) TagInstanceProfile(ctx context.Context, in *iam.TagInstanceProfileInput) (*iam.TagInstanceProfileOutput, error) {
	return changeProfile[iam.TagInstanceProfileOutput](ctx, s, in.InstanceProfileName, func(_ kv.Tx, p *identity.ProfileEntity) error {
		tags, err := addTags(p.Tags, in.Tags)
		p.Tags = tags
		return err
	})
}
