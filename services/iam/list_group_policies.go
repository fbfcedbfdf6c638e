package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListGroupPolicies lists the names of a group's inline policies.
// API reference: API_ListGroupPolicies.
func (s *Service) ListGroupPolicies(ctx context.Context, in *iam.ListGroupPoliciesInput) (*iam.ListGroupPoliciesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListGroupPoliciesOutput, error) {
		g, err := s.group(tx, account, in.GroupName)
		if err != nil {
			return nil, err
		}
		names, p, err := inlinePage(&g.Grants, in.Marker, in.MaxItems)
		return &iam.ListGroupPoliciesOutput{PolicyNames: names, IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
