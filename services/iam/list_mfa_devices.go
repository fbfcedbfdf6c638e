package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListMFADevices lists a user's devices; without a name the caller's.
// API reference: API_ListMFADevices.
func (s *Service) ListMFADevices(ctx context.Context, in *iam.ListMFADevicesInput) (*iam.ListMFADevicesOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListMFADevicesOutput, error) {
		u, err := s.userOrSelf(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		out := &iam.ListMFADevicesOutput{MFADevices: []iam.MFADevice{}, IsTruncated: new(false)}
		if u == nil { // root has none
			return out, nil
		}
		refs, pg, err := paged(s.ids.Linked(tx, account, identity.DeviceOf(u.ID)), in.Marker, in.MaxItems, func(r identity.Ref) string { return r.Name })
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			m, err := s.ids.MFA.Get(tx, account, ref.Name)
			if err != nil {
				return nil, err
			}
			out.MFADevices = append(out.MFADevices, iam.MFADevice{UserName: &u.Name, SerialNumber: new(m.ARN()), EnableDate: &m.Enabled})
		}
		out.IsTruncated, out.Marker = pg.truncated, pg.marker
		return out, nil
	})
}
