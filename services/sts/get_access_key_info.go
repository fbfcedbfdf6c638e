package sts

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// GetAccessKeyInfo tells which account an access key id belongs to, whether or not the key still is there.
// API reference: API_GetAccessKeyInfo.
func (s *Service) GetAccessKeyInfo(ctx context.Context, in *sts.GetAccessKeyInfoInput) (*sts.GetAccessKeyInfoOutput, error) {
	id := *in.AccessKeyId
	if account, ok := identity.KeyAccount(id); ok {
		return &sts.GetAccessKeyInfoOutput{Account: &account}, nil
	}
	var out sts.GetAccessKeyInfoOutput
	err := s.db.View(ctx, func(tx kv.Tx) error { // a key that was preset by hand
		k, err := s.ids.Key(tx, id)
		if errors.Is(err, identity.ErrNotFound) {
			return validation("%s is not a valid access key id", id)
		}
		if err != nil {
			return err
		}
		out.Account = &k.Account
		return nil
	})
	return &out, err
}
