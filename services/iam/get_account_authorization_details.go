package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetAccountAuthorizationDetails lists users, groups, roles and managed policies with what they grant: in this order, as one listing. Of AWS's policies those in use.
// API reference: API_GetAccountAuthorizationDetails.
func (s *Service) GetAccountAuthorizationDetails(ctx context.Context, in *iam.GetAccountAuthorizationDetailsInput) (*iam.GetAccountAuthorizationDetailsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetAccountAuthorizationDetailsOutput, error) {
		items, pg, err := paged(s.details(tx, account, in.Filter), in.Marker, in.MaxItems, func(d detail) string { return d.key })
		if err != nil {
			return nil, err
		}
		out := &iam.GetAccountAuthorizationDetailsOutput{
			UserDetailList: []iam.UserDetail{}, GroupDetailList: []iam.GroupDetail{}, RoleDetailList: []iam.RoleDetail{},
			Policies: []iam.ManagedPolicyDetail{}, IsTruncated: pg.truncated, Marker: pg.marker,
		}
		for _, d := range items {
			if err := d.add(out); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}
