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
		name, path := g.Name, g.Path
		if in.NewGroupName != nil {
			name = *in.NewGroupName
		}
		if in.NewPath != nil {
			path = *in.NewPath
		}
		if err := s.ids.Groups.Rename(tx, g, name, path); err != nil {
			return nil, taken(err, "Group with name %s already exists.", name)
		}
		return &iam.UpdateGroupOutput{}, nil
	})
}
