package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetServiceLinkedRoleDeletionStatus tells what became of a deletion.
// API reference: API_GetServiceLinkedRoleDeletionStatus.
func (s *Service) GetServiceLinkedRoleDeletionStatus(ctx context.Context, in *iam.GetServiceLinkedRoleDeletionStatusInput) (*iam.GetServiceLinkedRoleDeletionStatusOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetServiceLinkedRoleDeletionStatusOutput, error) {
		if _, err := s.ids.Deleted(tx, account, *in.DeletionTaskId); err != nil {
			return nil, missing(err, "The deletion task %s cannot be found.", *in.DeletionTaskId)
		}
		return &iam.GetServiceLinkedRoleDeletionStatusOutput{Status: new("SUCCEEDED")}, nil
	})
}
