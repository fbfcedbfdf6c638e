package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// AttachUserPolicy attaches a managed policy to a user.
// API reference: API_AttachUserPolicy.
func (s *Service) AttachUserPolicy(ctx context.Context, in *iam.AttachUserPolicyInput) (*iam.AttachUserPolicyOutput, error) {
	return changeUser[iam.AttachUserPolicyOutput](ctx, s, in.UserName, func(tx kv.Tx, u *identity.UserEntity) error {
		return s.attach(tx, u.Account, &u.Grants, in.PolicyArn, "PoliciesPerUser")
	})
}
