package iam

import (
	"bytes"
	"errors"
	"image/png"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// codes are what a device shows at times relative to the room's.
func (s *scene) codes(seed []byte, at ...time.Duration) []*string {
	s.Helper()
	out := make([]*string, len(at))
	for i, d := range at {
		code, err := identity.TOTP(string(seed), s.clk.Now().Add(d))
		if err != nil {
			s.Fatal(err)
		}
		out[i] = &code
	}
	return out
}

func TestMFADevice(t *testing.T) {
	s := play(t)
	ann := new("ann")
	do(s, s.CreateUser, iam.CreateUserInput{UserName: ann})
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("bob")})
	d := do(s, s.CreateVirtualMFADevice, iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: new("phone"), Path: new("/x/")}).VirtualMFADevice
	serial, seed := d.SerialNumber, d.Base32StringSeed
	if *serial != "arn:aws:iam::123456789012:mfa/x/phone" || len(seed) != 64 {
		t.Errorf("%s, %d characters of seed", *serial, len(seed))
	}
	if img, err := png.Decode(bytes.NewReader(d.QRCodePNG)); err != nil || img.Bounds().Dx() < 100 {
		t.Errorf("the QR code: %v", err)
	}
	enable := func(user string, at ...time.Duration) iam.EnableMFADeviceInput {
		c := s.codes(seed, at...)
		return iam.EnableMFADeviceInput{UserName: &user, SerialNumber: serial, AuthenticationCode1: c[0], AuthenticationCode2: c[1]}
	}
	const step = 30 * time.Second
	fails(s, s.EnableMFADevice, enable("ann", 0, 0), "InvalidAuthenticationCode", "not valid")
	fails(s, s.EnableMFADevice, enable("ann", step, 0), "InvalidAuthenticationCode", "not valid")
	fails(s, s.EnableMFADevice, enable("nobody", 0, step), "NoSuchEntity", "")
	do(s, s.EnableMFADevice, enable("ann", -step, 0))
	fails(s, s.EnableMFADevice, enable("bob", step, 2*step), "EntityAlreadyExists", "in use")
	fails(s, s.DeleteVirtualMFADevice, iam.DeleteVirtualMFADeviceInput{SerialNumber: serial}, "DeleteConflict", "in use")
	fails(s, s.DeleteUser, iam.DeleteUserInput{UserName: ann}, "DeleteConflict", "MFA device")
	fails(s, s.DeactivateMFADevice, iam.DeactivateMFADeviceInput{UserName: new("bob"), SerialNumber: serial}, "NoSuchEntity", "")

	if l := do(s, s.ListMFADevices, iam.ListMFADevicesInput{UserName: ann}).MFADevices; len(l) != 1 || *l[0].SerialNumber != *serial {
		t.Errorf("%+v", l)
	}
	do(s, s.CreateVirtualMFADevice, iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: new("spare")})
	for status, want := range map[string]int{"Assigned": 1, "Unassigned": 1, "Any": 2} {
		if l := do(s, s.ListVirtualMFADevices, iam.ListVirtualMFADevicesInput{AssignmentStatus: &status}).VirtualMFADevices; len(l) != want || l[0].Base32StringSeed != nil {
			t.Errorf("%s: %+v", status, l)
		}
	}
	sum := do(s, s.GetAccountSummary, iam.GetAccountSummaryInput{}).SummaryMap
	if sum["MFADevices"] != 2 || sum["MFADevicesInUse"] != 1 {
		t.Errorf("%v", sum)
	}

	// The clock of the phone goes wrong.
	key := do(s, s.CreateAccessKey, iam.CreateAccessKeyInput{UserName: ann}).AccessKey.AccessKeyId
	s.as(*key)
	me := gateway.CallFrom(s.ctx).Principal
	s.clk.Advance(time.Hour)
	verify := func(at time.Duration) error { return s.ids.VerifyMFA(t.Context(), me, *serial, *s.codes(seed, at)[0]) }
	if err := verify(4 * time.Minute); !errors.Is(err, identity.ErrBadCode) {
		t.Errorf("four minutes off: %v", err)
	}
	c := s.codes(seed, 4*time.Minute, 4*time.Minute+step)
	do(s, s.ResyncMFADevice, iam.ResyncMFADeviceInput{UserName: ann, SerialNumber: serial, AuthenticationCode1: c[0], AuthenticationCode2: c[1]})
	s.clk.Advance(step)
	if err := verify(4*time.Minute + step); err != nil {
		t.Errorf("after resync: %v", err)
	}

	s.as(rootKey)
	do(s, s.DeleteAccessKey, iam.DeleteAccessKeyInput{UserName: ann, AccessKeyId: key})
	do(s, s.DeactivateMFADevice, iam.DeactivateMFADeviceInput{UserName: ann, SerialNumber: serial})
	if err := verify(4*time.Minute + 3*step); !errors.Is(err, identity.ErrNoDevice) {
		t.Errorf("deactivated: %v", err)
	}
	do(s, s.DeleteVirtualMFADevice, iam.DeleteVirtualMFADeviceInput{SerialNumber: serial})
	do(s, s.DeleteUser, iam.DeleteUserInput{UserName: ann})
}

func TestCodesCannotBeGuessed(t *testing.T) {
	s := play(t)
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann")})
	d := do(s, s.CreateVirtualMFADevice, iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: new("phone")}).VirtualMFADevice
	c := s.codes(d.Base32StringSeed, -30*time.Second, 0)
	do(s, s.EnableMFADevice, iam.EnableMFADeviceInput{UserName: new("ann"), SerialNumber: d.SerialNumber, AuthenticationCode1: c[0], AuthenticationCode2: c[1]})
	s.as(*do(s, s.CreateAccessKey, iam.CreateAccessKeyInput{UserName: new("ann")}).AccessKey.AccessKeyId)
	me := gateway.CallFrom(s.ctx).Principal
	s.clk.Advance(time.Hour)
	right := func() string { return *s.codes(d.Base32StringSeed, 0)[0] }
	wrong := *s.codes(d.Base32StringSeed, -time.Hour)[0]
	for range 10 {
		if err := s.ids.VerifyMFA(t.Context(), me, *d.SerialNumber, wrong); !errors.Is(err, identity.ErrBadCode) {
			t.Fatal(err)
		}
	}
	if err := s.ids.VerifyMFA(t.Context(), me, *d.SerialNumber, right()); !errors.Is(err, identity.ErrBadCode) {
		t.Errorf("the device isn't closed after ten wrong codes: %v", err)
	}
	s.clk.Advance(5 * time.Minute)
	if err := s.ids.VerifyMFA(t.Context(), me, *d.SerialNumber, right()); err != nil {
		t.Errorf("five minutes later: %v", err)
	}
}
