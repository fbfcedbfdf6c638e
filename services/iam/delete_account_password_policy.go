package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteAccountPasswordPolicy goes back to AWS's default.
// API reference: API_DeleteAccountPasswordPolicy.
func (s *Service) DeleteAccountPasswordPolicy(ctx context.Context, in *iam.DeleteAccountPasswordPolicyInput) (*iam.DeleteAccountPasswordPolicyOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteAccountPasswordPolicyOutput, error) {
		a, err := s.passwordAccount(tx, account)
		if err != nil {
			return nil, err
		}
		a.Passwords = nil
		return &iam.DeleteAccountPasswordPolicyOutput{}, s.ids.PutAccount(tx, a)
	})
}
