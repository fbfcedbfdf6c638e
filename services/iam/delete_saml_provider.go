package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteSAMLProvider deletes a SAML provider; roles that trust it keep doing so, in vain.
// API reference: API_DeleteSAMLProvider.
func (s *Service) DeleteSAMLProvider(ctx context.Context, in *iam.DeleteSAMLProviderInput) (*iam.DeleteSAMLProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteSAMLProviderOutput, error) {
		p, err := s.saml(tx, account, in.SAMLProviderArn)
		if err != nil {
			return nil, err
		}
		return &iam.DeleteSAMLProviderOutput{}, s.ids.SAML.Delete(tx, p)
	})
}
