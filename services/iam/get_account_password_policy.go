package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetAccountPasswordPolicy tells what the account asks of its users' passwords, where that isn't AWS's default.
// API reference: API_GetAccountPasswordPolicy.
func (s *Service) GetAccountPasswordPolicy(ctx context.Context, in *iam.GetAccountPasswordPolicyInput) (*iam.GetAccountPasswordPolicyOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetAccountPasswordPolicyOutput, error) {
		a, err := s.passwordAccount(tx, account)
		if err != nil {
			return nil, err
		}
		p := a.Passwords
		out := &iam.PasswordPolicy{
			MinimumPasswordLength: &p.MinLength, RequireSymbols: &p.Symbols, RequireNumbers: &p.Numbers,
			RequireUppercaseCharacters: &p.Uppers, RequireLowercaseCharacters: &p.Lowers,
			AllowUsersToChangePassword: &p.UsersMayChange, ExpirePasswords: new(p.MaxAge > 0), HardExpiry: &p.HardExpiry,
		}
		if p.MaxAge > 0 {
			out.MaxPasswordAge = &p.MaxAge
		}
		if p.Reuse > 0 {
			out.PasswordReusePrevention = &p.Reuse
		}
		return &iam.GetAccountPasswordPolicyOutput{PasswordPolicy: out}, nil
	})
}
