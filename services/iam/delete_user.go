package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteUser deletes a user that has nothing any more.
// API reference: API_DeleteUser.
func (s *Service) DeleteUser(ctx context.Context, in *iam.DeleteUserInput) (*iam.DeleteUserOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteUserOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		switch {
		case len(u.Keys) > 0:
			return nil, deleteConflict("Cannot delete entity, must delete access keys first.")
		case len(u.Groups) > 0:
			return nil, deleteConflict("Cannot delete entity, must remove users from group first.")
		case u.Login != nil:
			return nil, deleteConflict("Cannot delete entity, must delete login profile first.")
		}
		devices, err := count(s.ids.Linked(tx, account, identity.DeviceOf(u.ID)), nil)
		if err != nil {
			return nil, err
		}
		if devices > 0 {
			return nil, deleteConflict("Cannot delete entity, must delete MFA device first.")
		}
		if err := free(&u.Grants); err != nil {
			return nil, err
		}
		return &iam.DeleteUserOutput{}, s.ids.Users.Delete(tx, u)
	})
}
