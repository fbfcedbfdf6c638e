package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// TagOpenIDConnectProvider sets tags of an OpenID Connect provider.
// API reference: API_TagOpenIDConnectProvider.
func (s *Service) TagOpenIDConnectProvider(ctx context.Context, in *iam.TagOpenIDConnectProviderInput) (*iam.TagOpenIDConnectProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.TagOpenIDConnectProviderOutput, error) {
		e, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		if e.Tags, err = addTags(e.Tags, in.Tags); err != nil {
			return nil, err
		}
		return &iam.TagOpenIDConnectProviderOutput{}, s.ids.OIDC.Put(tx, e)
	})
}
