package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListRolePolicies lists the names of a role's inline policies.
// API reference: API_ListRolePolicies.
func (s *Service) ListRolePolicies(ctx context.Context, in *iam.ListRolePoliciesInput) (*iam.ListRolePoliciesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListRolePoliciesOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		names, p, err := inlinePage(&r.Grants, in.Marker, in.MaxItems)
		return &iam.ListRolePoliciesOutput{PolicyNames: names, IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
