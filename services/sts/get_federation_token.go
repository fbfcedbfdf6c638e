package sts

import (
	"context"
	"time"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// GetFederationToken makes temporary credentials for somebody whom the caller
// knows: they may what both the caller and the session policies allow.
// API reference: API_GetFederationToken.
func (s *Service) GetFederationToken(ctx context.Context, in *sts.GetFederationTokenInput) (*sts.GetFederationTokenOutput, error) {
	p := gateway.CallFrom(ctx).Principal
	life := defaultUserSession
	if in.DurationSeconds != nil {
		life = time.Duration(*in.DurationSeconds) * time.Second
	}
	if p.Kind == identity.Root {
		life = min(life, maxRootSession)
	}
	tags, _, err := sessionTags(in.Tags, nil, &identity.Principal{})
	if err != nil {
		return nil, err
	}
	policies, arns, size, err := s.sessionPolicies(ctx, in.Policy, in.PolicyArns, p.Account)
	if err != nil {
		return nil, err
	}
	for _, t := range in.Tags {
		size += len(value(t.Key)) + len(value(t.Value))
	}
	session, token, err := s.ids.NewSession(identity.Session{
		Kind: identity.Federated, Account: p.Account, Name: p.Name, EntityID: p.ID, SessionName: *in.Name,
		Expires: s.ids.Now().Add(life), Tags: tags, Policies: policies, PolicyARNs: arns,
	})
	if err != nil {
		return nil, err
	}
	out := &sts.GetFederationTokenOutput{
		Credentials:   credentials(session, token),
		FederatedUser: &sts.FederatedUser{FederatedUserId: new(p.Account + ":" + *in.Name), Arn: new(session.ARN())},
	}
	if size > 0 {
		out.PackedPolicySize = new(percent(size))
	}
	return out, nil
}

// mayFederate asks for sts:GetFederationToken, and sts:TagSession where the call
// brings tags.
func mayFederate(ctx context.Context, in *sts.GetFederationTokenInput) ([]identity.Check, error) {
	p := gateway.CallFrom(ctx).Principal
	if p.Kind != identity.User && p.Kind != identity.Root || !p.TokenIssued.IsZero() {
		return nil, accessDenied("Cannot call GetFederationToken with session credentials")
	}
	keys := policy.Context{}
	for _, t := range in.Tags {
		keys["aws:RequestTag/"+value(t.Key)] = []string{value(t.Value)}
		keys["aws:TagKeys"] = append(keys["aws:TagKeys"], value(t.Key))
	}
	check := identity.Check{
		Action: "sts:GetFederationToken", Resource: "arn:aws:sts::" + p.Account + ":federated-user/" + value(in.Name), Context: keys,
	}
	checks := []identity.Check{check}
	if len(in.Tags) > 0 {
		check.Action = "sts:TagSession"
		checks = append(checks, check)
	}
	return checks, nil
}
