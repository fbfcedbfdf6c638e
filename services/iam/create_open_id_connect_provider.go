package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateOpenIDConnectProvider makes an OpenID Connect provider. Thumbprints are needed only for certificates that no public authority signed; AWS would fetch one, this does not.
// API reference: API_CreateOpenIDConnectProvider.
func (s *Service) CreateOpenIDConnectProvider(ctx context.Context, in *iam.CreateOpenIDConnectProviderInput) (*iam.CreateOpenIDConnectProviderOutput, error) {
	name, err := providerName(*in.Url)
	if err != nil {
		return nil, err
	}
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateOpenIDConnectProviderOutput, error) {
		if err := within(s.ids.OIDC, tx, account, "OpenIdConnectProvidersPerAccount", quotaOIDC); err != nil {
			return nil, err
		}
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		o := &identity.OIDCEntity{Common: s.common(account, &name, nil)}
		o.Tags = tags
		for _, id := range in.ClientIDList {
			if err := addClient(o, id); err != nil {
				return nil, err
			}
		}
		if o.Thumbprints, err = thumbprints(in.ThumbprintList); err != nil {
			return nil, err
		}
		if err := s.ids.OIDC.Create(tx, o); err != nil {
			return nil, taken(err, "Provider with url %s already exists.", *in.Url)
		}
		return &iam.CreateOpenIDConnectProviderOutput{OpenIDConnectProviderArn: new(o.ARN()), Tags: tagShapes(o.Tags)}, nil
	})
}
