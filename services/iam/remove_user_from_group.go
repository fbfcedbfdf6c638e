package iam

import (
	"context"
	"slices"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// RemoveUserFromGroup ends a user's membership of a group.
// API reference: API_RemoveUserFromGroup.
func (s *Service) RemoveUserFromGroup(ctx context.Context, in *iam.RemoveUserFromGroupInput) (*iam.RemoveUserFromGroupOutput, error) {
	return changeUser[iam.RemoveUserFromGroupOutput](ctx, s, in.UserName, func(tx kv.Tx, u *identity.UserEntity) error {
		g, err := s.group(tx, u.Account, in.GroupName)
		if err != nil {
			return err
		}
		u.Groups = slices.DeleteFunc(u.Groups, func(id string) bool { return id == g.ID })
		return nil
	})
}
