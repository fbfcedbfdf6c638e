package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListMFADeviceTags lists the tags of a virtual MFA device.
// API reference: API_ListMFADeviceTags.
func (s *Service) ListMFADeviceTags(ctx context.Context, in *iam.ListMFADeviceTagsInput) (*iam.ListMFADeviceTagsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListMFADeviceTagsOutput, error) {
		e, err := s.device(tx, account, in.SerialNumber)
		if err != nil {
			return nil, err
		}
		tags, pg, err := tagPage(e.Tags, in.Marker, in.MaxItems)
		return &iam.ListMFADeviceTagsOutput{Tags: tags, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
