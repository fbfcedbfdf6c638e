package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UpdateSAMLProvider sets another metadata document.
// API reference: API_UpdateSAMLProvider.
func (s *Service) UpdateSAMLProvider(ctx context.Context, in *iam.UpdateSAMLProviderInput) (*iam.UpdateSAMLProviderOutput, error) {
	if in.SAMLMetadataDocument == nil && in.AssertionEncryptionMode == nil && in.AddPrivateKey == nil && in.RemovePrivateKey == nil {
		return nil, invalidInput("Nothing is to be changed.")
	}
	if in.RemovePrivateKey != nil {
		return nil, noEncryption()
	}
	until, err := samlMetadata(in.SAMLMetadataDocument, in.AssertionEncryptionMode, in.AddPrivateKey)
	if err != nil {
		return nil, err
	}
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateSAMLProviderOutput, error) {
		p, err := s.saml(tx, account, in.SAMLProviderArn)
		if err != nil {
			return nil, err
		}
		p.Metadata, p.ValidUntil = *in.SAMLMetadataDocument, until
		return &iam.UpdateSAMLProviderOutput{SAMLProviderArn: new(p.ARN())}, s.ids.SAML.Put(tx, p)
	})
}
