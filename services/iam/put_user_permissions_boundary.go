package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// PutUserPermissionsBoundary bounds a user with a managed policy.
// API reference: API_PutUserPermissionsBoundary.
func (s *Service) PutUserPermissionsBoundary(ctx context.Context, in *iam.PutUserPermissionsBoundaryInput) (*iam.PutUserPermissionsBoundaryOutput, error) {
	return changeUser[iam.PutUserPermissionsBoundaryOutput](ctx, s, in.UserName, func(tx kv.Tx, u *identity.UserEntity) error {
		return s.setBoundary(tx, u.Account, &u.Grants, in.PermissionsBoundary)
	})
}
