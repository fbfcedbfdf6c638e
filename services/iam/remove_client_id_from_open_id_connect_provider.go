package iam

import (
	"context"
	"slices"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// RemoveClientIDFromOpenIDConnectProvider removes an audience; one that is not there is no error.
// API reference: API_RemoveClientIDFromOpenIDConnectProvider.
func (s *Service) RemoveClientIDFromOpenIDConnectProvider(ctx context.Context, in *iam.RemoveClientIDFromOpenIDConnectProviderInput) (*iam.RemoveClientIDFromOpenIDConnectProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.RemoveClientIDFromOpenIDConnectProviderOutput, error) {
		o, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		o.ClientIDs = slices.DeleteFunc(o.ClientIDs, func(id string) bool { return id == *in.ClientID })
		return &iam.RemoveClientIDFromOpenIDConnectProviderOutput{}, s.ids.OIDC.Put(tx, o)
	})
}
