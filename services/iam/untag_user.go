package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// UntagUser removes tags of a user.
// API reference: API_UntagUser.
func (s *Service) UntagUser(ctx context.Context, in *iam.UntagUserInput) (*iam.UntagUserOutput, error) {
	return changeUser[iam.UntagUserOutput](ctx, s, in.UserName, func(_ kv.Tx, u *identity.UserEntity) error {
		u.Tags = dropTags(u.Tags, in.TagKeys)
		return nil
	})
}
