package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// UntagRole removes tags of a role.
// API reference: API_UntagRole.
func (s *Service) UntagRole(ctx context.Context, in *iam.UntagRoleInput) (*iam.UntagRoleOutput, error) {
	return changeAnyRole[iam.UntagRoleOutput](ctx, s, in.RoleName, func(_ kv.Tx, r *identity.RoleEntity) error {
		r.Tags = dropTags(r.Tags, in.TagKeys)
		return nil
	})
}
