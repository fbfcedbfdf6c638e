package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListAttachedGroupPolicies lists the managed policies attached to a group.
// API reference: API_ListAttachedGroupPolicies.
func (s *Service) ListAttachedGroupPolicies(ctx context.Context, in *iam.ListAttachedGroupPoliciesInput) (*iam.ListAttachedGroupPoliciesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListAttachedGroupPoliciesOutput, error) {
		g, err := s.group(tx, account, in.GroupName)
		if err != nil {
			return nil, err
		}
		list, p, err := attachedPage(&g.Grants, in.PathPrefix, in.Marker, in.MaxItems)
		return &iam.ListAttachedGroupPoliciesOutput{AttachedPolicies: list, IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
