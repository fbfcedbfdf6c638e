package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListVirtualMFADevices lists the account's virtual devices, with the users who have them.
// API reference: API_ListVirtualMFADevices.
func (s *Service) ListVirtualMFADevices(ctx context.Context, in *iam.ListVirtualMFADevicesInput) (*iam.ListVirtualMFADevicesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListVirtualMFADevicesOutput, error) {
		seq := where(s.ids.MFA.All(tx, account, ""), func(m *identity.MFAEntity) bool {
			switch val(in.AssignmentStatus) {
			case "Assigned":
				return m.UserID != ""
			case "Unassigned":
				return m.UserID == ""
			}
			return true
		})
		items, pg, err := paged(seq, in.Marker, in.MaxItems, func(m *identity.MFAEntity) string { return m.Name })
		if err != nil {
			return nil, err
		}
		out := make([]iam.VirtualMFADevice, len(items))
		for i, m := range items {
			out[i].SerialNumber = new(m.ARN())
			if m.UserID == "" {
				continue
			}
			u, err := s.ids.UserByID(tx, m.UserID)
			if err != nil {
				return nil, err
			}
			out[i].User, out[i].EnableDate = new(listedUser(u)), &m.Enabled
		}
		return &iam.ListVirtualMFADevicesOutput{VirtualMFADevices: out, IsTruncated: pg.truncated, Marker: pg.marker}, nil
	})
}
