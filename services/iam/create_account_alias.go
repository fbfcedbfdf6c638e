package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// CreateAccountAlias gives the account an alias, in place of the one it has.
// API reference: API_CreateAccountAlias.
func (s *Service) CreateAccountAlias(ctx context.Context, in *iam.CreateAccountAliasInput) (*iam.CreateAccountAliasOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateAccountAliasOutput, error) {
		a, err := s.ids.Account(tx, account)
		if err != nil {
			return nil, err
		}
		err = s.ids.SetAlias(tx, a, *in.AccountAlias)
		return &iam.CreateAccountAliasOutput{}, taken(err, "The account alias %s already exists.", *in.AccountAlias)
	})
}
