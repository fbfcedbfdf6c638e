package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListEntitiesForPolicy lists whom a managed policy is attached to or bounds.
// API reference: API_ListEntitiesForPolicy.
func (s *Service) ListEntitiesForPolicy(ctx context.Context, in *iam.ListEntitiesForPolicyInput) (*iam.ListEntitiesForPolicyOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListEntitiesForPolicyOutput, error) {
		p, err := s.policy(tx, account, in.PolicyArn)
		if err != nil {
			return nil, err
		}
		users, err := s.usersOf(tx, account, p.ARN(), in)
		if err != nil {
			return nil, err
		}
		items, pg, err := paged(each(users), in.Marker, in.MaxItems, userOfPolicy.key)
		if err != nil {
			return nil, err
		}
		out := &iam.ListEntitiesForPolicyOutput{IsTruncated: pg.truncated, Marker: pg.marker}
		for _, u := range items {
			switch u.kind {
			case identity.KindUser:
				out.PolicyUsers = append(out.PolicyUsers, iam.PolicyUser{UserName: &u.Name, UserId: &u.ID})
			case identity.KindGroup:
				out.PolicyGroups = append(out.PolicyGroups, iam.PolicyGroup{GroupName: &u.Name, GroupId: &u.ID})
			case identity.KindRole:
				out.PolicyRoles = append(out.PolicyRoles, iam.PolicyRole{RoleName: &u.Name, RoleId: &u.ID})
			}
		}
		return out, nil
	})
}
