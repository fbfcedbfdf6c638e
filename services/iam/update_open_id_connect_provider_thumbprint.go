package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UpdateOpenIDConnectProviderThumbprint sets the thumbprints, in place of those it has.
// API reference: API_UpdateOpenIDConnectProviderThumbprint.
func (s *Service) UpdateOpenIDConnectProviderThumbprint(ctx context.Context, in *iam.UpdateOpenIDConnectProviderThumbprintInput) (*iam.UpdateOpenIDConnectProviderThumbprintOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateOpenIDConnectProviderThumbprintOutput, error) {
		o, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		if o.Thumbprints, err = thumbprints(in.ThumbprintList); err != nil {
			return nil, err
		}
		return &iam.UpdateOpenIDConnectProviderThumbprintOutput{}, s.ids.OIDC.Put(tx, o)
	})
}
