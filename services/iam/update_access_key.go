package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UpdateAccessKey activates or deactivates an access key.
// API reference: API_UpdateAccessKey.
func (s *Service) UpdateAccessKey(ctx context.Context, in *iam.UpdateAccessKeyInput) (*iam.UpdateAccessKeyOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateAccessKeyOutput, error) {
		u, err := s.userOrSelf(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		key, err := s.keyOf(tx, account, u, in.AccessKeyId)
		if err != nil {
			return nil, err
		}
		switch *in.Status {
		case "Active":
			key.Active = true
		case "Inactive":
			key.Active = false
		default:
			return nil, validation("Invalid status: %s", *in.Status)
		}
		return &iam.UpdateAccessKeyOutput{}, s.ids.PutKey(tx, key)
	})
}
