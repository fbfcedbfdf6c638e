package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteRole deletes a role that has nothing any more; its sessions end.
// API reference: API_DeleteRole.
func (s *Service) DeleteRole(ctx context.Context, in *iam.DeleteRoleInput) (*iam.DeleteRoleOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteRoleOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		if err := modifiable(r); err != nil {
			return nil, err
		}
		for _, err := range s.ids.Linked(tx, account, identity.HoldsRole(r.Name)) {
			if err != nil {
				return nil, err
			}
			return nil, deleteConflict("Cannot delete entity, must remove roles from instance profile first.")
		}
		if err := free(&r.Grants); err != nil {
			return nil, err
		}
		if err := s.ids.ForgetUse(tx, r.ID); err != nil {
			return nil, err
		}
		return &iam.DeleteRoleOutput{}, s.ids.Roles.Delete(tx, r)
	})
}
