package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListPolicies lists managed policies: AWS's, then the account's own.
// API reference: API_ListPolicies.
func (s *Service) ListPolicies(ctx context.Context, in *iam.ListPoliciesInput) (*iam.ListPoliciesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListPoliciesOutput, error) {
		scope := val(in.Scope)
		keep := func(p listed) bool {
			switch {
			case scope == "AWS" && p.Account != identity.AWSAccount, scope == "Local" && p.Account == identity.AWSAccount:
				return false
			case in.OnlyAttached != nil && *in.OnlyAttached && p.attached == 0:
				return false
			case val(in.PolicyUsageFilter) == "PermissionsPolicy" && p.attached == 0:
				return false
			case val(in.PolicyUsageFilter) == "PermissionsBoundary" && p.bounds == 0:
				return false
			}
			return under(in.PathPrefix, p.Path)
		}
		items, p, err := paged(where(s.allPolicies(tx, account), keep), in.Marker, in.MaxItems, listed.key)
		return &iam.ListPoliciesOutput{
			Policies: convert(items, listed.shape), IsTruncated: p.truncated, Marker: p.marker,
		}, err
	})
}
