package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// GetGroup describes a group and lists its users.
// API reference: API_GetGroup.
func (s *Service) GetGroup(ctx context.Context, in *iam.GetGroupInput) (*iam.GetGroupOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetGroupOutput, error) {
		g, err := s.group(tx, account, in.GroupName)
		if err != nil {
			return nil, err
		}
		members := s.ids.Linked(tx, account, identity.MemberOf(g.ID))
		refs, p, err := paged(members, in.Marker, in.MaxItems, func(r identity.Ref) string { return r.Name })
		if err != nil {
			return nil, err
		}
		users := make([]iam.User, len(refs))
		for i, ref := range refs {
			u, err := s.ids.Users.Get(tx, account, ref.Name)
			if err != nil {
				return nil, err
			}
			users[i] = listedUser(u)
		}
		return &iam.GetGroupOutput{Group: new(groupShape(g)), Users: users, IsTruncated: p.truncated, Marker: p.marker}, nil
	})
}
