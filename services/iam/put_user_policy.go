package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// PutUserPolicy sets an inline policy of a user.
// API reference: API_PutUserPolicy.
func (s *Service) PutUserPolicy(ctx context.Context, in *iam.PutUserPolicyInput) (*iam.PutUserPolicyOutput, error) {
	return changeUser[iam.PutUserPolicyOutput](ctx, s, in.UserName, func(_ kv.Tx, u *identity.UserEntity) error {
		return putInline(&u.Grants, in.PolicyName, in.PolicyDocument, maxUserInlineSize, "user", u.Name)
	})
}
