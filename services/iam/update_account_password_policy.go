package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// UpdateAccountPasswordPolicy sets what the account asks of its users' passwords. What is left out gets its default, not the value it had.
// API reference: API_UpdateAccountPasswordPolicy.
func (s *Service) UpdateAccountPasswordPolicy(ctx context.Context, in *iam.UpdateAccountPasswordPolicyInput) (*iam.UpdateAccountPasswordPolicyOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateAccountPasswordPolicyOutput, error) {
		a, err := s.ids.Account(tx, account)
		if err != nil {
			return nil, err
		}
		yes := func(b *bool) bool { return b != nil && *b }
		a.Passwords = &identity.PasswordPolicy{
			MinLength: 6, Symbols: yes(in.RequireSymbols), Numbers: yes(in.RequireNumbers),
			Uppers: yes(in.RequireUppercaseCharacters), Lowers: yes(in.RequireLowercaseCharacters),
			UsersMayChange: yes(in.AllowUsersToChangePassword), HardExpiry: yes(in.HardExpiry),
		}
		for _, n := range []struct {
			to   *int32
			from *int32
		}{
			{&a.Passwords.MinLength, in.MinimumPasswordLength}, {&a.Passwords.MaxAge, in.MaxPasswordAge},
			{&a.Passwords.Reuse, in.PasswordReusePrevention},
		} {
			if n.from != nil {
				*n.to = *n.from
			}
		}
		return &iam.UpdateAccountPasswordPolicyOutput{}, s.ids.PutAccount(tx, a)
	})
}
