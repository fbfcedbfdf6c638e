package sts

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sts"
)

// AssumeRoleWithWebIdentity makes temporary credentials of a role for somebody who
// brings an ID token of an OpenID Connect provider; the call is not signed.
// API reference: API_AssumeRoleWithWebIdentity.
func (s *Service) AssumeRoleWithWebIdentity(ctx context.Context, in *sts.AssumeRoleWithWebIdentityInput) (*sts.AssumeRoleWithWebIdentityOutput, error) {
	claims, v, err := s.webIdentity(ctx, in) // again: it is the authoriser who refuses
	if err != nil {
		return nil, err
	}
	session, token, size, err := s.federate(ctx, v, webWanted(in))
	if err != nil {
		return nil, err
	}
	audience := claims.AuthorizedParty
	if audience == "" {
		audience = claims.Audience[0]
	}
	out := &sts.AssumeRoleWithWebIdentityOutput{
		Credentials: credentials(session, token), AssumedRoleUser: assumed(session),
		SubjectFromWebIdentityToken: &claims.Subject, Provider: &v.who.ARN, Audience: &audience,
	}
	if size > 0 {
		out.PackedPolicySize = new(percent(size))
	}
	if session.SourceIdentity != "" {
		out.SourceIdentity = &session.SourceIdentity
	}
	return out, nil
}
