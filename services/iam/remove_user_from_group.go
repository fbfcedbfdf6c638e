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
		if i := groupIndex(u, g.Name); i >= 0 {
			u.Groups = slices.Delete(u.Groups, i, i+1)
		}
		return nil
	})
}
