package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteOpenIDConnectProvider deletes an OpenID Connect provider; roles that trust it keep doing so, in vain.
// API reference: API_DeleteOpenIDConnectProvider.
func (s *Service) DeleteOpenIDConnectProvider(ctx context.Context, in *iam.DeleteOpenIDConnectProviderInput) (*iam.DeleteOpenIDConnectProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteOpenIDConnectProviderOutput, error) {
		o, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		return &iam.DeleteOpenIDConnectProviderOutput{}, s.ids.OIDC.Delete(tx, o)
	})
}
