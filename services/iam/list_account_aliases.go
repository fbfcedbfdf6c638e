package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
)

// ListAccountAliases lists the account's alias; aliases are not built, so there is none.
// API reference: API_ListAccountAliases.
func (s *Service) ListAccountAliases(_ context.Context, _ *iam.ListAccountAliasesInput) (*iam.ListAccountAliasesOutput, error) {
	return &iam.ListAccountAliasesOutput{AccountAliases: []string{}, IsTruncated: new(false)}, nil
}
