package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// AddClientIDToOpenIDConnectProvider adds an audience; one that is there already is no error.
// API reference: API_AddClientIDToOpenIDConnectProvider.
func (s *Service) AddClientIDToOpenIDConnectProvider(ctx context.Context, in *iam.AddClientIDToOpenIDConnectProviderInput) (*iam.AddClientIDToOpenIDConnectProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.AddClientIDToOpenIDConnectProviderOutput, error) {
		o, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		if err := addClient(o, *in.ClientID); err != nil {
			return nil, err
		}
		return &iam.AddClientIDToOpenIDConnectProviderOutput{}, s.ids.OIDC.Put(tx, o)
	})
}
