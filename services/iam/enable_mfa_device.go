package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// EnableMFADevice gives a device to a user, with two codes that it showed one after the other.
// API reference: API_EnableMFADevice.
func (s *Service) EnableMFADevice(ctx context.Context, in *iam.EnableMFADeviceInput) (*iam.EnableMFADeviceOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.EnableMFADeviceOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		m, err := s.device(tx, account, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		if m.UserID != "" {
			return nil, alreadyExists("MFA Device %s is already in use.", *in.SerialNumber)
		}
		n, err := count(s.ids.Linked(tx, account, identity.DeviceOf(u.ID)), nil)
		if err != nil {
			return nil, err
		}
		if n >= maxDevicesPerUser {
			return nil, limitExceeded("Cannot exceed quota for MFADevicesPerUser: %d", maxDevicesPerUser)
		}
		m.UserID, m.Enabled = u.ID, s.ids.Now()
		return &iam.EnableMFADeviceOutput{}, badCode(s.ids.SyncMFA(tx, m, *in.AuthenticationCode1, *in.AuthenticationCode2))
	})
}
