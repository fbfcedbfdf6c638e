package iam

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// device finds a virtual MFA device.
func (s *Service) device(tx kv.Tx, account string, serial *string) (*identity.MFAEntity, error) {
	m, err := s.ids.MFAByARN(tx, account, *serial)
	return m, missing(err, "VirtualMFADevice with serial number %s doesn't exist.", *serial)
}

// deviceOf finds a device of a user; without a name the caller's.
func (s *Service) deviceOf(ctx context.Context, tx kv.Tx, account string, name, serial *string) (*identity.MFAEntity, *identity.UserEntity, error) {
	u, err := s.userOrSelf(ctx, tx, account, name)
	if err != nil {
		return nil, nil, err
	}
	m, err := s.device(tx, account, serial)
	if err != nil {
		return nil, nil, err
	}
	if u == nil || m.UserID != u.ID {
		return nil, nil, noSuchEntity("MFA Device invalid for user.")
	}
	return m, u, nil
}

func badCode(err error) error {
	if errors.Is(err, identity.ErrBadCode) {
		return &iam.InvalidAuthenticationCodeException{Message: new("Authentication code for device is not valid.")}
	}
	return err
}

// qrScale is how many pixels a module of a QR code takes.
const qrScale = 4

// qrCode draws a text as PNG.
func qrCode(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err == nil {
		code, err = barcode.Scale(code, code.Bounds().Dx()*qrScale, code.Bounds().Dy()*qrScale)
	}
	if err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, code); err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	return b.Bytes(), nil
}
