package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeleteVirtualMFADevice deletes a device that no user has any more.
// API reference: API_DeleteVirtualMFADevice.
func (s *Service) DeleteVirtualMFADevice(ctx context.Context, in *iam.DeleteVirtualMFADeviceInput) (*iam.DeleteVirtualMFADeviceOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeleteVirtualMFADeviceOutput, error) {
		m, err := s.device(tx, account, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		if m.UserID != "" {
			return nil, deleteConflict("MFA VirtualDevice in use. Must deactivate first.")
		}
		return &iam.DeleteVirtualMFADeviceOutput{}, s.ids.MFA.Delete(tx, m)
	})
}
