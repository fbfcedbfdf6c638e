package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ResyncMFADevice learns anew how far a device's clock is off, from two codes that it showed one after the other.
// API reference: API_ResyncMFADevice.
func (s *Service) ResyncMFADevice(ctx context.Context, in *iam.ResyncMFADeviceInput) (*iam.ResyncMFADeviceOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.ResyncMFADeviceOutput, error) {
		m, _, err := s.deviceOf(ctx, tx, account, in.UserName, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		return &iam.ResyncMFADeviceOutput{}, badCode(s.ids.SyncMFA(tx, m, *in.AuthenticationCode1, *in.AuthenticationCode2))
	})
}
