package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetMFADevice tells whose a device is, and since when.
// API reference: API_GetMFADevice.
func (s *Service) GetMFADevice(ctx context.Context, in *iam.GetMFADeviceInput) (*iam.GetMFADeviceOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetMFADeviceOutput, error) {
		m, u, err := s.deviceOf(ctx, tx, account, in.UserName, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		return &iam.GetMFADeviceOutput{UserName: &u.Name, SerialNumber: new(m.ARN()), EnableDate: &m.Enabled}, nil
	})
}
