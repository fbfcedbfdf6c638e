package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteServiceLinkedRole deletes a service-linked role, and gives the task by which that is done: at once.
// API reference: API_DeleteServiceLinkedRole.
func (s *Service) DeleteServiceLinkedRole(ctx context.Context, in *iam.DeleteServiceLinkedRoleInput) (*iam.DeleteServiceLinkedRoleOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteServiceLinkedRoleOutput, error) {
		r, err := s.role(tx, account, in.RoleName)
		if err != nil {
			return nil, err
		}
		if r.Service == "" {
			return nil, noSuchEntity("The role with name %s is not a service-linked role.", r.Name)
		}
		task := "task" + r.Path + r.Name + "/" + newTaskID()
		if err := s.ids.ForgetUse(tx, r.ID); err != nil {
			return nil, err
		}
		if err := s.ids.NoteDeletion(tx, account, task); err != nil {
			return nil, err
		}
		return &iam.DeleteServiceLinkedRoleOutput{DeletionTaskId: &task}, s.ids.Roles.Delete(tx, r)
	})
}
