package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// TagSAMLProvider sets tags of a SAML provider.
// API reference: API_TagSAMLProvider.
func (s *Service) TagSAMLProvider(ctx context.Context, in *iam.TagSAMLProviderInput) (*iam.TagSAMLProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.TagSAMLProviderOutput, error) {
		e, err := s.saml(tx, account, in.SAMLProviderArn)
		if err != nil {
			return nil, err
		}
		if e.Tags, err = addTags(e.Tags, in.Tags); err != nil {
			return nil, err
		}
		return &iam.TagSAMLProviderOutput{}, s.ids.SAML.Put(tx, e)
	})
}
