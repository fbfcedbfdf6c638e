package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListUserPolicies lists the names of a user's inline policies.
// API reference: API_ListUserPolicies.
func (s *Service) ListUserPolicies(ctx context.Context, in *iam.ListUserPoliciesInput) (*iam.ListUserPoliciesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListUserPoliciesOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		names, p, err := inlinePage(&u.Grants, in.Marker, in.MaxItems)
		return &iam.ListUserPoliciesOutput{PolicyNames: names, IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
