package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteAccessKey deletes an access key; it is refused from the next request on.
// API reference: API_DeleteAccessKey.
func (s *Service) DeleteAccessKey(ctx context.Context, in *iam.DeleteAccessKeyInput) (*iam.DeleteAccessKeyOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteAccessKeyOutput, error) {
		u, err := s.userOrSelf(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		key, err := s.keyOf(tx, account, u, in.AccessKeyId)
		if err != nil {
			return nil, err
		}
		return &iam.DeleteAccessKeyOutput{}, s.ids.DeleteKey(tx, key, u)
	})
}
