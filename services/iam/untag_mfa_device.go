package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UntagMFADevice removes tags of a virtual MFA device.
// API reference: API_UntagMFADevice.
func (s *Service) UntagMFADevice(ctx context.Context, in *iam.UntagMFADeviceInput) (*iam.UntagMFADeviceOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UntagMFADeviceOutput, error) {
		e, err := s.device(tx, account, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		e.Tags = dropTags(e.Tags, in.TagKeys)
		return &iam.UntagMFADeviceOutput{}, s.ids.MFA.Put(tx, e)
	})
}
