package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateSAMLProvider makes a SAML provider from its metadata document.
// API reference: API_CreateSAMLProvider.
func (s *Service) CreateSAMLProvider(ctx context.Context, in *iam.CreateSAMLProviderInput) (*iam.CreateSAMLProviderOutput, error) {
	until, err := samlMetadata(in.SAMLMetadataDocument, in.AssertionEncryptionMode, in.AddPrivateKey)
	if err != nil {
		return nil, err
	}
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateSAMLProviderOutput, error) {
		if err := within(s.ids.SAML, tx, account, "SAMLProvidersPerAccount", quotaSAML); err != nil {
			return nil, err
		}
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		p := &identity.SAMLEntity{Common: s.common(account, in.Name, nil), Metadata: *in.SAMLMetadataDocument, ValidUntil: until}
		p.Tags = tags
		if err := s.ids.SAML.Create(tx, p); err != nil {
			return nil, taken(err, "SAMLProvider %s already exists", p.Name)
		}
		return &iam.CreateSAMLProviderOutput{SAMLProviderArn: new(p.ARN()), Tags: tagShapes(p.Tags)}, nil
	})
}
