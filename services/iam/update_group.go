package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UpdateGroup renames a group or moves it to another path.
// API reference: API_UpdateGroup.
func (s *Service) UpdateGroup(ctx context.Context, in *iam.UpdateGroupInput) (*iam.UpdateGroupOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateGroupOutput, error) {
		g, err := s.group(tx, account, in.GroupName)
		if err != nil {
			return nil, err
		}
		old, name, path := g.Name, g.Name, g.Path
		if in.NewGroupName != nil {
			name = *in.NewGroupName
		}
		if in.NewPath != nil {
			path = *in.NewPath
		}
		members, err := s.members(tx, account, old)
		if err != nil {
			return nil, err
		}
		if err := s.ids.Groups.Rename(tx, g, name, path); err != nil {
			return nil, taken(err, "Group with name %s already exists.", name)
		}
		for _, u := range members {
			u.Groups[groupIndex(u, old)] = name
			if err := s.ids.Users.Put(tx, u); err != nil {
				return nil, err
			}
		}
		return &iam.UpdateGroupOutput{}, nil
	})
}
