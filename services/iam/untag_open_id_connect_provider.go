package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UntagOpenIDConnectProvider removes tags of an OpenID Connect provider.
// API reference: API_UntagOpenIDConnectProvider.
func (s *Service) UntagOpenIDConnectProvider(ctx context.Context, in *iam.UntagOpenIDConnectProviderInput) (*iam.UntagOpenIDConnectProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UntagOpenIDConnectProviderOutput, error) {
		e, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		e.Tags = dropTags(e.Tags, in.TagKeys)
		return &iam.UntagOpenIDConnectProviderOutput{}, s.ids.OIDC.Put(tx, e)
	})
}
