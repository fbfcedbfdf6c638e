package iam

import (
	"context"
	"slices"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// AddUserToGroup makes a user a member of a group; one who is already is no error.
// API reference: API_AddUserToGroup.
func (s *Service) AddUserToGroup(ctx context.Context, in *iam.AddUserToGroupInput) (*iam.AddUserToGroupOutput, error) {
	return changeUser[iam.AddUserToGroupOutput](ctx, s, in.UserName, func(tx kv.Tx, u *identity.UserEntity) error {
		g, err := s.group(tx, u.Account, in.GroupName)
		if err != nil {
			return err
		}
		if slices.Contains(u.Groups, g.ID) {
			return nil
		}
		if len(u.Groups) >= maxGroupsPerUser {
			return limitExceeded("Cannot exceed quota for GroupsPerUser: %d", maxGroupsPerUser)
		}
		u.Groups = append(u.Groups, g.ID)
		return nil
	})
}
