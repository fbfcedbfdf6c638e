package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListSAMLProviderTags lists the tags of a SAML provider.
// API reference: API_ListSAMLProviderTags.
func (s *Service) ListSAMLProviderTags(ctx context.Context, in *iam.ListSAMLProviderTagsInput) (*iam.ListSAMLProviderTagsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListSAMLProviderTagsOutput, error) {
		e, err := s.saml(tx, account, in.SAMLProviderArn)
		if err != nil {
			return nil, err
		}
		tags, pg, err := tagPage(e.Tags, in.Marker, in.MaxItems)
		return &iam.ListSAMLProviderTagsOutput{Tags: tags, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
