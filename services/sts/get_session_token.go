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
	mfa, err := s.verifyMFA(ctx, in.SerialNumber, in.TokenCode)
	if err != nil {
		return nil, err
	}
	life := defaultUserSession
	if in.DurationSeconds != nil {
		life = time.Duration(*in.DurationSeconds) * time.Second
	}
	if p.Kind == identity.Root {
		life = min(life, maxRootSession)
	}
	session, token, err := s.ids.NewSession(identity.Session{
		Kind: p.Kind, Account: p.Account, Name: p.Name, EntityID: p.ID, Expires: s.ids.Now().Add(life), MFA: mfa,
	})
	if err != nil {
		return nil, err
	}
	return &sts.GetSessionTokenOutput{Credentials: credentials(session, token)}, nil
}
