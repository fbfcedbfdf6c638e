package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteUserPermissionsBoundary removes the permissions boundary of a user.
// API reference: API_DeleteUserPermissionsBoundary.
func (s *Service) DeleteUserPermissionsBoundary(ctx context.Context, in *iam.DeleteUserPermissionsBoundaryInput) (*iam.DeleteUserPermissionsBoundaryOutput, error) {
	return changeUser[iam.DeleteUserPermissionsBoundaryOutput](ctx, s, in.UserName, func(_ kv.Tx, u *identity.UserEntity) error {
		return deleteBoundary(&u.Grants, "User", u.Name)
	})
}
