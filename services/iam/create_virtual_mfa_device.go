package iam

import (
	"context"
	"net/url"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateVirtualMFADevice makes a virtual MFA device and shows its seed, this once: as text and as a QR code for the app.
// API reference: API_CreateVirtualMFADevice.
func (s *Service) CreateVirtualMFADevice(ctx context.Context, in *iam.CreateVirtualMFADeviceInput) (*iam.CreateVirtualMFADeviceOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateVirtualMFADeviceOutput, error) {
		if err := within(s.ids.MFA, tx, account, "MFADevicesPerAccount", quotaUsers); err != nil {
			return nil, err
		}
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		m := &identity.MFAEntity{Common: s.common(account, in.VirtualMFADeviceName, in.Path)}
		m.Tags = tags
		seed, err := s.ids.CreateMFA(tx, m)
		if err != nil {
			return nil, taken(err, "MFADevice entity at the same path and name already exists.")
		}
		code, err := qrCode("otpauth://totp/" + url.PathEscape(m.Name+"@"+account) + "?secret=" + seed + "&issuer=Cumulet")
		if err != nil {
			return nil, err
		}
		return &iam.CreateVirtualMFADeviceOutput{VirtualMFADevice: &iam.VirtualMFADevice{
			SerialNumber: new(m.ARN()), Base32StringSeed: []byte(seed), QRCodePNG: code, Tags: tagShapes(m.Tags),
		}}, nil
	})
}
