package sts

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/sts"
)

// AssumeRoleWithSAML makes temporary credentials of a role for somebody who brings the signed response of a SAML provider; the call is not signed.
// API reference: API_AssumeRoleWithSAML.
func (s *Service) AssumeRoleWithSAML(ctx context.Context, in *sts.AssumeRoleWithSAMLInput) (*sts.AssumeRoleWithSAMLOutput, error) {
	assertion, v, err := s.samlResponse(ctx, in) // again: it is the authoriser who refuses
	if err != nil {
		return nil, err
	}
	w, err := samlWanted(in, assertion)
	if err != nil {
		return nil, err
	}
	session, token, size, err := s.federate(ctx, v, w)
	if err != nil {
		return nil, err
	}
	out := &sts.AssumeRoleWithSAMLOutput{
		Credentials: credentials(session, token), AssumedRoleUser: assumed(session), Subject: &assertion.Subject,
		SubjectType: new(subjectType(assertion)), Issuer: &assertion.Issuer, Audience: &assertion.Recipient,
		NameQualifier: new(nameQualifier(assertion, v.who.ARN)),
	}
	if size > 0 {
		out.PackedPolicySize = new(percent(size))
	}
	if session.SourceIdentity != "" {
		out.SourceIdentity = &session.SourceIdentity
	}
	return out, nil
}
