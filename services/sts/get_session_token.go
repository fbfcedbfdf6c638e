package sts

import (
	"context"
	"time"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// GetSessionToken makes temporary credentials with the caller's own permissions:
// 15 minutes to 36 hours for a user, at most an hour for root, which AWS shortens
// without an error.
func (s *Service) GetSessionToken(ctx context.Context, in *sts.GetSessionTokenInput) (*sts.GetSessionTokenOutput, error) {
	p := gateway.CallFrom(ctx).Principal
	if p.Kind != identity.User && p.Kind != identity.Root || !p.TokenIssued.IsZero() {
		return nil, accessDenied("Cannot call GetSessionToken with session credentials")
	}
	if in.SerialNumber != nil || in.TokenCode != nil {
		return nil, noDevice()
	}
	life := defaultUserSession
	if in.DurationSeconds != nil {
		life = time.Duration(*in.DurationSeconds) * time.Second
	}
	if p.Kind == identity.Root {
		life = min(life, maxRootSession)
	}
	session, token, err := s.ids.NewSession(identity.Session{
		Kind: p.Kind, Account: p.Account, Name: p.Name, EntityID: p.ID, Expires: s.ids.Now().Add(life),
	})
	if err != nil {
		return nil, err
	}
	return &sts.GetSessionTokenOutput{Credentials: credentials(session, token)}, nil
}

// noDevice refuses an MFA code: nobody has a device that could have made it.
func noDevice() error {
	return accessDenied("MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.")
}
