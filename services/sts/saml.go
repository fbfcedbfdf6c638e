package sts

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
	"github.com/cumulet/cumulet/identity/saml"
)

// The attributes by which a provider tells AWS who may be what.
const (
	attributes     = "https://aws.amazon.com/SAML/Attributes/"
	attrRole       = attributes + "Role"
	attrSession    = attributes + "RoleSessionName"
	attrDuration   = attributes + "SessionDuration"
	attrSource     = attributes + "SourceIdentity"
	attrTag        = attributes + "PrincipalTag:"
	attrTransitive = attributes + "TransitiveTagKeys"
)

// samlResponse verifies the response of a call: by the SAML provider that it
// names, which must be of the role's account, and which must give the role.
func (s *Service) samlResponse(ctx context.Context, in *sts.AssumeRoleWithSAMLInput) (*saml.Assertion, *vouched, error) {
	parts := roleARN.FindStringSubmatch(value(in.RoleArn))
	if parts == nil {
		return nil, nil, validation("%s is invalid", value(in.RoleArn))
	}
	var provider *identity.SAMLEntity
	err := s.db.View(ctx, func(tx kv.Tx) (err error) {
		provider, err = s.ids.SAMLByARN(tx, parts[1], value(in.PrincipalArn))
		return err
	})
	if errors.Is(err, identity.ErrNotFound) {
		return nil, nil, invalidToken("No SAML provider " + value(in.PrincipalArn) + " in the account of the role")
	}
	if err != nil {
		return nil, nil, err
	}
	meta, err := saml.ParseMetadata(provider.Metadata)
	if err != nil {
		return nil, nil, err
	}
	if !s.ids.Now().Before(meta.ValidUntil) {
		return nil, nil, invalidToken("The metadata of the SAML provider has expired")
	}
	a, err := saml.Verify(meta, value(in.SAMLAssertion), s.ids.Now())
	switch {
	case errors.Is(err, saml.ErrExpired):
		return nil, nil, &sts.ExpiredTokenException{Message: new("Response has expired")}
	case err != nil:
		return nil, nil, invalidToken("Response signature invalid or response malformed: " + err.Error())
	}
	if !slices.ContainsFunc(a.Attributes[attrRole], func(pair string) bool {
		x, y, ok := strings.Cut(pair, ",")
		x, y = strings.TrimSpace(x), strings.TrimSpace(y)
		return ok && (x == *in.RoleArn && y == *in.PrincipalArn || y == *in.RoleArn && x == *in.PrincipalArn)
	}) {
		return nil, nil, accessDenied("Not authorized to perform sts:AssumeRoleWithSAML")
	}
	return a, samlVouched(a, provider.ARN()), nil
}

func samlVouched(a *saml.Assertion, arn string) *vouched {
	v := &vouched{
		who: identity.ProviderPrincipal(identity.SAMLUser, arn, a.Subject),
		claims: policy.Context{
			"aws:FederatedProvider": {arn}, "saml:aud": {a.Recipient}, "saml:iss": {a.Issuer}, "saml:sub": {a.Subject},
			"saml:sub_type": {subjectType(a)}, "saml:namequalifier": {nameQualifier(a, arn)}, "saml:doc": {document(arn)},
		},
		transitive: a.Attributes[attrTransitive],
	}
	if source := a.Attributes[attrSource]; len(source) == 1 {
		v.sourceIdentity = source[0]
	}
	for _, name := range slices.Sorted(maps.Keys(a.Attributes)) {
		if key, ok := strings.CutPrefix(name, attrTag); ok && len(a.Attributes[name]) == 1 {
			v.tags = append(v.tags, sts.Tag{Key: &key, Value: &a.Attributes[name][0]})
		}
	}
	return v
}

// samlWanted is the session that the call and the response ask for; the shorter
// duration counts.
func samlWanted(in *sts.AssumeRoleWithSAMLInput, a *saml.Assertion) (*wanted, error) {
	name := a.Attributes[attrSession]
	if len(name) != 1 || !sessionName.MatchString(name[0]) {
		return nil, invalidToken("RoleSessionName is required, and must be of 2 to 64 characters of [\\w+=,.@-]")
	}
	w := &wanted{
		action: "AssumeRoleWithSAML", roleARN: value(in.RoleArn), session: name[0],
		duration: in.DurationSeconds, policy: in.Policy, policyARNs: in.PolicyArns,
	}
	if asked := a.Attributes[attrDuration]; len(asked) > 0 {
		n, err := strconv.ParseInt(asked[0], 10, 32)
		if err != nil || len(asked) != 1 || time.Duration(n)*time.Second < minRoleSession {
			return nil, invalidToken("SessionDuration must be a number of seconds from 900 to 43200")
		}
		if w.duration == nil || int32(n) < *w.duration {
			w.duration = new(int32(n))
		}
	}
	return w, nil
}

// mayAssumeBySAML asks the role's trust policy.
func (s *Service) mayAssumeBySAML(ctx context.Context, in *sts.AssumeRoleWithSAMLInput) ([]identity.Check, error) {
	a, v, err := s.samlResponse(ctx, in)
	if err != nil {
		return nil, err
	}
	w, err := samlWanted(in, a)
	if err != nil {
		return nil, err
	}
	return s.checks(ctx, v, w)
}

// subjectType is the format of the subject, in short where it is one of SAML 2.0's.
func subjectType(a *saml.Assertion) string {
	return strings.TrimPrefix(a.SubjectFormat, "urn:oasis:names:tc:SAML:2.0:nameid-format:")
}

// document is saml:doc: 123456789012/Provider.
func document(arn string) string {
	account, name, _ := strings.Cut(strings.TrimPrefix(arn, "arn:aws:iam::"), ":saml-provider")
	return account + name
}

// nameQualifier tells subjects of several providers apart (AssumeRoleWithSAML in
// the API reference).
func nameQualifier(a *saml.Assertion, arn string) string {
	account, name, _ := strings.Cut(document(arn), "/")
	sum := sha1.Sum([]byte(a.Issuer + account + "/" + name))
	return base64.StdEncoding.EncodeToString(sum[:])
}
