package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListAccountAliases lists the account's alias, if it has one.
// API reference: API_ListAccountAliases.
func (s *Service) ListAccountAliases(ctx context.Context, in *iam.ListAccountAliasesInput) (*iam.ListAccountAliasesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListAccountAliasesOutput, error) {
		a, err := s.ids.Account(tx, account)
		if err != nil {
			return nil, err
		}
		out := &iam.ListAccountAliasesOutput{AccountAliases: []string{}, IsTruncated: new(false)}
		if a.Alias != "" {
			out.AccountAliases = append(out.AccountAliases, a.Alias)
		}
		return out, nil
	})
}
