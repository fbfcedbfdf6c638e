package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListAttachedRolePolicies lists the managed policies attached to a role.
// API reference: API_ListAttachedRolePolicies.
func (s *Service) ListAttachedRolePolicies(ctx context.Context, in *iam.ListAttachedRolePoliciesInput) (*iam.ListAttachedRolePoliciesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListAttachedRolePoliciesOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		list, p, err := attachedPage(&r.Grants, in.PathPrefix, in.Marker, in.MaxItems)
		return &iam.ListAttachedRolePoliciesOutput{AttachedPolicies: list, IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
