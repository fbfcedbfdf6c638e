package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// CreateAccessKey makes an access key and tells its secret, this once.
// API reference: API_CreateAccessKey.
func (s *Service) CreateAccessKey(ctx context.Context, in *iam.CreateAccessKeyInput) (*iam.CreateAccessKeyOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateAccessKeyOutput, error) {
		u, err := s.userOrSelf(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		ids, err := s.keysOf(tx, account, u)
		if err != nil {
			return nil, err
		}
		if len(ids) >= maxKeysPerUser {
			return nil, limitExceeded("Cannot exceed quota for AccessKeysPerUser: %d", maxKeysPerUser)
		}
		key, secret, err := s.ids.CreateKey(tx, account, u)
		if err != nil {
			return nil, err
		}
		return &iam.CreateAccessKeyOutput{AccessKey: &iam.AccessKey{
			UserName: &key.User, AccessKeyId: &key.ID, Status: keyStatus(key), SecretAccessKey: &secret, CreateDate: &key.Created,
		}}, nil
	})
}
