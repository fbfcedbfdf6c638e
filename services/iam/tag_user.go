package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// TagUser sets tags of a user.
// API reference: API_TagUser.
func (s *Service) TagUser(ctx context.Context, in *iam.TagUserInput) (*iam.TagUserOutput, error) {
	return changeUser[iam.TagUserOutput](ctx, s, in.UserName, func(_ kv.Tx, u *identity.UserEntity) error {
		tags, err := addTags(u.Tags, in.Tags)
		u.Tags = tags
		return err
	})
}
