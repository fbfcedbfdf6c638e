package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateGroup makes a group.
// API reference: API_CreateGroup.
func (s *Service) CreateGroup(ctx context.Context, in *iam.CreateGroupInput) (*iam.CreateGroupOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateGroupOutput, error) {
		g := &identity.GroupEntity{Common: s.common(account, in.GroupName, in.Path)}
		if err := within(s.ids.Groups, tx, account, "GroupsPerAccount", quotaGroups); err != nil {
			return nil, err
		}
		if err := s.ids.Groups.Create(tx, g); err != nil {
			return nil, taken(err, "Group with name %s already exists.", g.Name)
		}
		return &iam.CreateGroupOutput{Group: new(groupShape(g))}, nil
	})
}
