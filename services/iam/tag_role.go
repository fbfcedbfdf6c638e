package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// TagRole sets tags of a role.
// API reference: API_TagRole.
func (s *Service) TagRole(ctx context.Context, in *iam.TagRoleInput) (*iam.TagRoleOutput, error) {
	return changeAnyRole[iam.TagRoleOutput](ctx, s, in.RoleName, func(_ kv.Tx, r *identity.RoleEntity) error {
		tags, err := addTags(r.Tags, in.Tags)
		r.Tags = tags
		return err
	})
}
