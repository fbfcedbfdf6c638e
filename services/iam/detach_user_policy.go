package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DetachUserPolicy takes a managed policy from a user.
// API reference: API_DetachUserPolicy.
func (s *Service) DetachUserPolicy(ctx context.Context, in *iam.DetachUserPolicyInput) (*iam.DetachUserPolicyOutput, error) {
	return changeUser[iam.DetachUserPolicyOutput](ctx, s, in.UserName, func(_ kv.Tx, u *identity.UserEntity) error {
		return detach(&u.Grants, in.PolicyArn)
	})
}
