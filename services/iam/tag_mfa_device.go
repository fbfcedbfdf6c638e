package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// TagMFADevice sets tags of a virtual MFA device.
// API reference: API_TagMFADevice.
func (s *Service) TagMFADevice(ctx context.Context, in *iam.TagMFADeviceInput) (*iam.TagMFADeviceOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.TagMFADeviceOutput, error) {
		e, err := s.device(tx, account, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		if e.Tags, err = addTags(e.Tags, in.Tags); err != nil {
			return nil, err
		}
		return &iam.TagMFADeviceOutput{}, s.ids.MFA.Put(tx, e)
	})
}
