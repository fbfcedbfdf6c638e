package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetSAMLProvider describes a SAML provider.
// API reference: API_GetSAMLProvider.
func (s *Service) GetSAMLProvider(ctx context.Context, in *iam.GetSAMLProviderInput) (*iam.GetSAMLProviderOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetSAMLProviderOutput, error) {
		p, err := s.saml(tx, account, in.SAMLProviderArn)
		if err != nil {
			return nil, err
		}
		return &iam.GetSAMLProviderOutput{
			SAMLProviderUUID: &p.ID, SAMLMetadataDocument: &p.Metadata, CreateDate: &p.Created, ValidUntil: &p.ValidUntil, Tags: tagShapes(p.Tags),
		}, nil
	})
}
