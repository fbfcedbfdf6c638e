package sts

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// verifyMFA checks the one-time code of a call and uses it up; given tells whether
// there was one.
func (s *Service) verifyMFA(ctx context.Context, serial, code *string) (given bool, err error) {
	if serial == nil && code == nil {
		return false, nil
	}
	if serial == nil || code == nil {
		return false, accessDenied("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
	}
	switch err := s.ids.VerifyMFA(ctx, gateway.CallFrom(ctx).Principal, *serial, *code); {
	case errors.Is(err, identity.ErrNoDevice):
		return false, accessDenied("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.")
	case errors.Is(err, identity.ErrBadCode):
		return false, accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
	case err != nil:
		return false, err
	}
	return true, nil
}
