package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListAttachedUserPolicies lists the managed policies attached to a user.
// API reference: API_ListAttachedUserPolicies.
func (s *Service) ListAttachedUserPolicies(ctx context.Context, in *iam.ListAttachedUserPoliciesInput) (*iam.ListAttachedUserPoliciesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListAttachedUserPoliciesOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		list, p, err := attachedPage(&u.Grants, in.PathPrefix, in.Marker, in.MaxItems)
		return &iam.ListAttachedUserPoliciesOutput{AttachedPolicies: list, IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
