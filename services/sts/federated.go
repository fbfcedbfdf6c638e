package sts

import (
	"context"
	"time"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// vouched is somebody whom an identity provider vouches for.
type vouched struct {
	who            *identity.Principal
	claims         policy.Context // condition keys, of the trust policy and of the session
	tags           []sts.Tag
	transitive     []string
	sourceIdentity string
}

// wanted is the session that he asks for.
type wanted struct {
	action, roleARN, session string
	duration                 *int32
	policy                   *string
	policyARNs               []sts.PolicyDescriptorType
}

// valid bounds what a provider may say as the API bounds what a caller may.
func (v *vouched) valid() error {
	size := 0
	for _, values := range v.claims {
		for _, c := range values {
			size += len(c)
		}
	}
	switch {
	case size > maxClaims:
		return invalidToken("The claims are too long")
	case v.sourceIdentity != "" && !sessionName.MatchString(v.sourceIdentity):
		return invalidToken("The source identity is not valid")
	}
	for _, t := range v.tags {
		if k, val := value(t.Key), value(t.Value); k == "" || len([]rune(k)) > 128 || len([]rune(val)) > 256 {
			return invalidToken("The session tag " + k + " is not valid")
		}
	}
	return nil
}

// checks asks the role's trust policy for the action, and for sts:TagSession and
// sts:SetSourceIdentity where the provider gives tags or a source identity.
func (s *Service) checks(ctx context.Context, v *vouched, w *wanted) ([]identity.Check, error) {
	if err := v.valid(); err != nil {
		return nil, err
	}
	role, err := s.role(ctx, w.roleARN)
	if err != nil {
		return nil, err
	}
	trust := trustsNobody
	keys := policy.Context{"sts:RoleSessionName": {w.session}}
	if role != nil {
		if trust, err = role.TrustPolicy(); err != nil {
			return nil, err
		}
		for _, t := range role.Tags {
			keys["aws:ResourceTag/"+t.Key] = []string{t.Value}
			keys["iam:ResourceTag/"+t.Key] = []string{t.Value}
		}
	}
	for k, values := range v.claims {
		keys[k] = values
	}
	for _, t := range v.tags {
		keys["aws:RequestTag/"+value(t.Key)] = []string{value(t.Value)}
		keys["aws:TagKeys"] = append(keys["aws:TagKeys"], value(t.Key))
	}
	if len(v.transitive) > 0 {
		keys["sts:TransitiveTagKeys"] = v.transitive
	}
	if v.sourceIdentity != "" {
		keys["sts:SourceIdentity"] = []string{v.sourceIdentity}
	}
	check := identity.Check{
		Action: "sts:" + w.action, Resource: w.roleARN, Owner: roleARN.FindStringSubmatch(w.roleARN)[1], Context: keys,
		ResourcePolicy: trust, As: v.who, Deny: accessDenied("Not authorized to perform sts:%s", w.action),
	}
	checks := []identity.Check{check}
	if len(v.tags) > 0 {
		check.Action = "sts:TagSession"
		checks = append(checks, check)
	}
	if v.sourceIdentity != "" {
		check.Action = "sts:SetSourceIdentity"
		checks = append(checks, check)
	}
	return checks, nil
}

// federate makes the session. size is what session policies and tags take, 0
// where there are none.
func (s *Service) federate(ctx context.Context, v *vouched, w *wanted) (session *identity.Session, token string, size int, err error) {
	role, err := s.role(ctx, w.roleARN)
	if err != nil {
		return nil, "", 0, err
	}
	if role == nil { // deleted since it was authorised
		return nil, "", 0, accessDenied("Not authorized to perform sts:%s", w.action)
	}
	record.Resource(ctx, role.ARN())
	life := defaultRoleSession
	if w.duration != nil {
		life = time.Duration(*w.duration) * time.Second
		if life > max(time.Duration(role.MaxSession)*time.Second, defaultRoleSession) {
			return nil, "", 0, validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
		}
	}
	tags, transitive, err := sessionTags(v.tags, v.transitive, &identity.Principal{})
	if err != nil {
		return nil, "", 0, err
	}
	policies, arns, size, err := s.sessionPolicies(ctx, w.policy, w.policyARNs, role.Account)
	if err != nil {
		return nil, "", 0, err
	}
	for _, t := range v.tags {
		size += len(value(t.Key)) + len(value(t.Value))
	}
	session, token, err = s.ids.NewSession(identity.Session{
		Kind: identity.AssumedRole, Account: role.Account, Name: role.Name, EntityID: role.ID, SessionName: w.session,
		Expires: s.ids.Now().Add(life), SourceIdentity: v.sourceIdentity, Tags: tags, TransitiveTags: transitive,
		Claims: v.claims, Policies: policies, PolicyARNs: arns,
	})
	return session, token, size, err
}

// assumed describes a role session.
func assumed(s *identity.Session) *sts.AssumedRoleUser {
	return &sts.AssumedRoleUser{AssumedRoleId: new(s.EntityID + ":" + s.SessionName), Arn: new(s.ARN())}
}
