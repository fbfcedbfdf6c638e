package iam

import (
	"context"
	"time"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeactivateMFADevice takes a device from its user.
// API reference: API_DeactivateMFADevice.
func (s *Service) DeactivateMFADevice(ctx context.Context, in *iam.DeactivateMFADeviceInput) (*iam.DeactivateMFADeviceOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeactivateMFADeviceOutput, error) {
		m, _, err := s.deviceOf(ctx, tx, account, in.UserName, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		m.UserID, m.Enabled = "", time.Time{}
		return &iam.DeactivateMFADeviceOutput{}, s.ids.MFA.Put(tx, m)
	})
}
