package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetOpenIDConnectProvider describes an OpenID Connect provider.
// API reference: API_GetOpenIDConnectProvider.
func (s *Service) GetOpenIDConnectProvider(ctx context.Context, in *iam.GetOpenIDConnectProviderInput) (*iam.GetOpenIDConnectProviderOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetOpenIDConnectProviderOutput, error) {
		o, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		return &iam.GetOpenIDConnectProviderOutput{
			Url: &o.Name, ClientIDList: append([]string{}, o.ClientIDs...), ThumbprintList: append([]string{}, o.Thumbprints...),
			CreateDate: &o.Created, Tags: tagShapes(o.Tags),
		}, nil
	})
}
