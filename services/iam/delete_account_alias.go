package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteAccountAlias takes the account its alias.
// API reference: API_DeleteAccountAlias.
func (s *Service) DeleteAccountAlias(ctx context.Context, in *iam.DeleteAccountAliasInput) (*iam.DeleteAccountAliasOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteAccountAliasOutput, error) {
		a, err := s.ids.Account(tx, account)
		if err != nil {
			return nil, err
		}
		if a.Alias != *in.AccountAlias {
			return nil, noSuchEntity("The account alias %s does not exist.", *in.AccountAlias)
		}
		return &iam.DeleteAccountAliasOutput{}, s.ids.SetAlias(tx, a, "")
	})
}
