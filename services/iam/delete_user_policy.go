package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteUserPolicy deletes an inline policy of a user.
// API reference: API_DeleteUserPolicy.
func (s *Service) DeleteUserPolicy(ctx context.Context, in *iam.DeleteUserPolicyInput) (*iam.DeleteUserPolicyOutput, error) {
	return changeUser[iam.DeleteUserPolicyOutput](ctx, s, in.UserName, func(_ kv.Tx, u *identity.UserEntity) error {
		return deleteInline(&u.Grants, in.PolicyName, "user")
	})
}
