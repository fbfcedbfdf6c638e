package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListOpenIDConnectProviderTags lists the tags of an OpenID Connect provider.
// API reference: API_ListOpenIDConnectProviderTags.
func (s *Service) ListOpenIDConnectProviderTags(ctx context.Context, in *iam.ListOpenIDConnectProviderTagsInput) (*iam.ListOpenIDConnectProviderTagsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListOpenIDConnectProviderTagsOutput, error) {
		e, err := s.oidc(tx, account, in.OpenIDConnectProviderArn)
		if err != nil {
			return nil, err
		}
		tags, pg, err := tagPage(e.Tags, in.Marker, in.MaxItems)
		return &iam.ListOpenIDConnectProviderTagsOutput{Tags: tags, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
