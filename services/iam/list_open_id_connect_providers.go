package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListOpenIDConnectProviders lists the account's OpenID Connect providers.
// API reference: API_ListOpenIDConnectProviders.
func (s *Service) ListOpenIDConnectProviders(ctx context.Context, in *iam.ListOpenIDConnectProvidersInput) (*iam.ListOpenIDConnectProvidersOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListOpenIDConnectProvidersOutput, error) {
		out := &iam.ListOpenIDConnectProvidersOutput{OpenIDConnectProviderList: []iam.OpenIDConnectProviderListEntry{}}
		for o, err := range s.ids.OIDC.All(tx, account, "") {
			if err != nil {
				return nil, err
			}
			out.OpenIDConnectProviderList = append(out.OpenIDConnectProviderList, iam.OpenIDConnectProviderListEntry{Arn: new(o.ARN())})
		}
		return out, nil
	})
}
