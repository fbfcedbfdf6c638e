package sts

import (
	"context"
	"regexp"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// authorisers say for each operation what must be allowed ("Actions, resources,
// and condition keys for AWS Security Token Service" in the Service
// Authorization Reference). Everybody may ask who he is and get a token for
// himself.
func (s *Service) authorisers() map[string]gateway.Authoriser {
	return map[string]gateway.Authoriser{
		"AssumeRole":                gateway.Authorise(s.mayAssume),
		"AssumeRoleWithSAML":        gateway.Authorise(s.mayAssumeBySAML),
		"AssumeRoleWithWebIdentity": gateway.Authorise(s.mayAssumeByWeb),
		"GetAccessKeyInfo": gateway.Authorise(func(context.Context, *sts.GetAccessKeyInfoInput) ([]identity.Check, error) {
			return []identity.Check{{Action: "sts:GetAccessKeyInfo", Resource: "*"}}, nil
		}),
		"DecodeAuthorizationMessage": gateway.Authorise(func(context.Context, *sts.DecodeAuthorizationMessageInput) ([]identity.Check, error) {
			return []identity.Check{{Action: "sts:DecodeAuthorizationMessage", Resource: "*"}}, nil
		}),
		"GetFederationToken": gateway.Authorise(mayFederate),
		"GetCallerIdentity":  gateway.Allow(),
		"GetSessionToken":    gateway.Allow(),
	}
}

// sessionName is the form of the name of a role session.
var sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)

var roleARN = regexp.MustCompile(`^arn:aws:iam::([0-9]{12}):role/.+$`)

// trustsNobody stands for a role that is not there: whoever may not know that is
// refused in the same words.
var trustsNobody = policy.MustParse(policy.Trust,
	`{"Statement":{"Effect":"Allow","Principal":{"Service":"nobody.invalid"},"Action":"sts:AssumeRole"}}`)

// mayAssume asks for sts:AssumeRole, and for sts:TagSession and
// sts:SetSourceIdentity where the call brings tags or a source identity, of the
// role's trust policy and the caller's own.
func (s *Service) mayAssume(ctx context.Context, in *sts.AssumeRoleInput) ([]identity.Check, error) {
	arn := value(in.RoleArn)
	parts := roleARN.FindStringSubmatch(arn)
	if parts == nil {
		return nil, validation("%s is invalid", arn)
	}
	caller := gateway.CallFrom(ctx).Principal
	if caller.Kind == identity.Root {
		return nil, accessDenied("Roles may not be assumed by root accounts.")
	}
	mfa, err := s.verifyMFA(ctx, in.SerialNumber, in.TokenCode)
	if err != nil {
		return nil, err
	}
	trust := trustsNobody
	keys := assumeKeys(in, caller)
	switch role, err := s.role(ctx, arn); {
	case err != nil:
		return nil, err
	case role != nil:
		if trust, err = role.TrustPolicy(); err != nil {
			return nil, err
		}
		for _, t := range role.Tags {
			keys["aws:ResourceTag/"+t.Key] = []string{t.Value}
			keys["iam:ResourceTag/"+t.Key] = []string{t.Value}
		}
	}
	check := identity.Check{Action: "sts:AssumeRole", Resource: arn, Owner: parts[1], Context: keys, ResourcePolicy: trust, MFA: mfa}
	checks := []identity.Check{check}
	if len(in.Tags) > 0 || len(in.TransitiveTagKeys) > 0 {
		check.Action = "sts:TagSession"
		checks = append(checks, check)
	}
	if sourceIdentity(in, caller) != "" {
		check.Action = "sts:SetSourceIdentity"
		checks = append(checks, check)
	}
	return checks, nil
}

// assumeKeys are the condition keys of AssumeRole.
func assumeKeys(in *sts.AssumeRoleInput, caller *identity.Principal) policy.Context {
	keys := policy.Context{"sts:RoleSessionName": {value(in.RoleSessionName)}}
	if in.ExternalId != nil {
		keys["sts:ExternalId"] = []string{*in.ExternalId}
	}
	if id := sourceIdentity(in, caller); id != "" {
		keys["sts:SourceIdentity"] = []string{id}
	}
	for _, t := range in.Tags {
		keys["aws:RequestTag/"+value(t.Key)] = []string{value(t.Value)}
		keys["aws:TagKeys"] = append(keys["aws:TagKeys"], value(t.Key))
	}
	if len(in.TransitiveTagKeys) > 0 {
		keys["sts:TransitiveTagKeys"] = in.TransitiveTagKeys
	}
	return keys
}

// sourceIdentity is the caller's, which stays through role chaining, or the one
// that is set now.
func sourceIdentity(in *sts.AssumeRoleInput, caller *identity.Principal) string {
	if caller.SourceIdentity != "" {
		return caller.SourceIdentity
	}
	return value(in.SourceIdentity)
}
