package sts

import (
	"context"
	"time"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
)

// AssumeRole makes temporary credentials of a role.
func (s *Service) AssumeRole(ctx context.Context, in *sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
	caller := gateway.CallFrom(ctx).Principal
	if err := supported(in, caller); err != nil {
		return nil, err
	}
	role, err := s.role(ctx, *in.RoleArn)
	if err != nil {
		return nil, err
	}
	if role == nil { // deleted since it was authorised
		return nil, accessDenied("User: %s is not authorized to perform: sts:AssumeRole on resource: %s", caller.ARN, *in.RoleArn)
	}
	record.Resource(ctx, role.ARN())
	life, err := roleLife(in, role, caller)
	if err != nil {
		return nil, err
	}
	tags, transitive, err := sessionTags(in.Tags, in.TransitiveTagKeys, caller)
	if err != nil {
		return nil, err
	}
	policies, arns, size, err := s.sessionPolicies(ctx, in.Policy, in.PolicyArns, role.Account)
	if err != nil {
		return nil, err
	}
	for _, t := range in.Tags {
		size += len(value(t.Key)) + len(value(t.Value))
	}
	session, token, err := s.ids.NewSession(identity.Session{
		Kind: identity.AssumedRole, Account: role.Account, Name: role.Name, EntityID: role.ID,
		SessionName: *in.RoleSessionName, Expires: s.ids.Now().Add(life), MFA: false,
		SourceIdentity: sourceIdentity(in, caller), Tags: tags, TransitiveTags: transitive,
		Policies: policies, PolicyARNs: arns,
	})
	if err != nil {
		return nil, err
	}
	out := &sts.AssumeRoleOutput{
		Credentials:     credentials(session, token),
		AssumedRoleUser: &sts.AssumedRoleUser{AssumedRoleId: new(role.ID + ":" + *in.RoleSessionName), Arn: new(session.ARN())},
	}
	if size > 0 {
		out.PackedPolicySize = new(percent(size))
	}
	if session.SourceIdentity != "" {
		out.SourceIdentity = &session.SourceIdentity
	}
	return out, nil
}

// supported refuses what AWS refuses, or what is not built.
func supported(in *sts.AssumeRoleInput, caller *identity.Principal) error {
	switch {
	case len(in.ProvidedContexts) > 0:
		return notBuilt("ProvidedContexts of AssumeRole")
	case caller.SourceIdentity != "" && in.SourceIdentity != nil && *in.SourceIdentity != caller.SourceIdentity:
		return accessDenied("The source identity of a session cannot be changed")
	}
	return nil
}

// roleLife is how long the session lasts.
func roleLife(in *sts.AssumeRoleInput, role *identity.RoleEntity, caller *identity.Principal) (time.Duration, error) {
	if in.DurationSeconds == nil {
		return defaultRoleSession, nil
	}
	life := time.Duration(*in.DurationSeconds) * time.Second
	if caller.Kind == identity.AssumedRole && life > maxChainedSession {
		return 0, validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	}
	longest := max(time.Duration(role.MaxSession)*time.Second, defaultRoleSession)
	if life > longest {
		return 0, validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	}
	return life, nil
}
