package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UntagSAMLProvider removes tags of a SAML provider.
// API reference: API_UntagSAMLProvider.
func (s *Service) UntagSAMLProvider(ctx context.Context, in *iam.UntagSAMLProviderInput) (*iam.UntagSAMLProviderOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UntagSAMLProviderOutput, error) {
		e, err := s.saml(tx, account, in.SAMLProviderArn)
		if err != nil {
			return nil, err
		}
		e.Tags = dropTags(e.Tags, in.TagKeys)
		return &iam.UntagSAMLProviderOutput{}, s.ids.SAML.Put(tx, e)
	})
}
