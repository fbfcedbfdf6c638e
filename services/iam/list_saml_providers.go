package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListSAMLProviders lists the account's SAML providers.
// API reference: API_ListSAMLProviders.
func (s *Service) ListSAMLProviders(ctx context.Context, in *iam.ListSAMLProvidersInput) (*iam.ListSAMLProvidersOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListSAMLProvidersOutput, error) {
		out := &iam.ListSAMLProvidersOutput{SAMLProviderList: []iam.SAMLProviderListEntry{}}
		for p, err := range s.ids.SAML.All(tx, account, "") {
			if err != nil {
				return nil, err
			}
			out.SAMLProviderList = append(out.SAMLProviderList, iam.SAMLProviderListEntry{Arn: new(p.ARN()), ValidUntil: &p.ValidUntil, CreateDate: &p.Created})
		}
		return out, nil
	})
}
