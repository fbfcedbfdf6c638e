package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeleteGroup deletes an empty group.
// API reference: API_DeleteGroup.
func (s *Service) DeleteGroup(ctx context.Context, in *iam.DeleteGroupInput) (*iam.DeleteGroupOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteGroupOutput, error) {
		g, err := s.group(tx, account, in.GroupName)
		if err != nil {
			return nil, err
		}
		for _, err := range s.ids.Linked(tx, account, identity.MemberOf(g.ID)) {
			if err != nil {
				return nil, err
			}
			return nil, deleteConflict("Cannot delete entity, must remove users from group first.")
		}
		if err := free(&g.Grants); err != nil {
			return nil, err
		}
		return &iam.DeleteGroupOutput{}, s.ids.Groups.Delete(tx, g)
	})
}
