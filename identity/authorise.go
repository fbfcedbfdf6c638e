package identity

import (
	"context"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity/policy"
)

// Denied says that a principal may not do something. Codecs send its Message.
//
//nolint:errname // the name is part of the sentence: identity.Denied
type Denied struct {
	Principal *Principal
	Action    string
	Resource  string
	// Reason is the end of AWS's message: "because no identity-based policy
	// allows the s3:GetObject action".
	Reason string
	// Result tells which policy decided; for the log, never for the caller.
	Result policy.Result
	// Foreign is set where the resource belongs to another account than the
	// caller: he is told nothing about it.
	Foreign bool
	// Encoded explains the refusal to those who may decode it ([Store.DecodeMessage]);
	// empty for services that don't.
	Encoded string
}

// Error implements error.
func (d *Denied) Error() string { return d.Message() }

// Message is AWS's text for the caller ("Troubleshoot access denied error
// messages"). S3 says no more than "Access Denied" to strangers; STS gives no
// reason.
func (d *Denied) Message() string {
	service, _, _ := strings.Cut(d.Action, ":")
	if service == "s3" && (d.Foreign || d.Principal.Kind == Anonymous) {
		return "Access Denied"
	}
	who := d.Principal.ARN
	if d.Principal.Kind == Anonymous {
		who = "anonymous"
	}
	resource := d.Resource
	if service == "s3" {
		resource = `"` + resource + `"`
	}
	msg := "User: " + who + " is not authorized to perform: " + d.Action + " on resource: " + resource
	if service == "sts" && d.Result.Decision == policy.ImplicitDeny || d.Reason == "" {
		return msg
	}
	msg += " " + d.Reason
	if d.Encoded != "" {
		msg += ". Encoded authorization failure message: " + d.Encoded
	}
	return msg
}

// Authorise asks for every check whether the principal may; the first refusal is
// returned as a *[Denied], or as the check's own Deny. global holds the request's
// condition keys (aws:SourceIp, ...); those that the principal decides are added
// here and win.
func (s *Store) Authorise(ctx context.Context, p *Principal, global policy.Context, checks []Check) error {
	if len(checks) == 0 {
		return nil
	}
	g, err := s.grantsOf(ctx, p)
	if err != nil {
		return err
	}
	s.noteUse(ctx, p, checks[0].Action, global)
	if p.MFA {
		global = withMFAAge(global, s.clk.Now().Sub(p.TokenIssued))
	}
	if d := noMFA(p, &checks[0]); d != nil {
		return d
	}
	if d := noFederated(p, &checks[0]); d != nil {
		return d
	}
	for i := range checks {
		by := g
		if who := checks[i].As; who != nil {
			by = newGrants(who)
		}
		res := evaluate(by, global, &checks[i])
		if res.Allowed() {
			continue
		}
		if checks[i].Deny != nil {
			return checks[i].Deny
		}
		c := &checks[i]
		d := &Denied{
			Principal: p, Action: c.Action, Resource: c.Resource, Reason: res.Reason(c.Action), Result: res,
			Foreign: c.Owner != "" && c.Owner != p.Account,
		}
		if encodes(c.Action) {
			d.Encoded = s.encode(d, g.context, global, c.Context)
		}
		return d
	}
	return nil
}

// noMFA refuses what the credentials of GetSessionToken may not do: IAM, unless
// they were got with MFA, and of STS anything but to assume roles (API reference
// of STS, GetSessionToken, Permissions).
func noMFA(p *Principal, c *Check) error {
	if p.Kind != User && p.Kind != Root || p.TokenIssued.IsZero() {
		return nil
	}
	var reason string
	switch service, name, _ := strings.Cut(c.Action, ":"); {
	case service == "iam" && !p.MFA:
		reason = "because the credentials of GetSessionToken call IAM only when they were got with MFA"
	case service == "sts" && !strings.HasPrefix(name, "AssumeRole") && name != "TagSession" && name != "SetSourceIdentity":
		reason = "because the credentials of GetSessionToken call only AssumeRole and GetCallerIdentity of STS"
	default:
		return nil
	}
	return &Denied{Principal: p, Action: c.Action, Resource: c.Resource, Reason: reason}
}

// noFederated refuses IAM and STS to the credentials of GetFederationToken (API
// reference of STS, GetFederationToken, Permissions).
func noFederated(p *Principal, c *Check) error {
	if p.Kind != Federated || !strings.HasPrefix(c.Action, "iam:") && !strings.HasPrefix(c.Action, "sts:") {
		return nil
	}
	return &Denied{Principal: p, Action: c.Action, Resource: c.Resource,
		Reason: "because the credentials of GetFederationToken call neither IAM nor STS"}
}

// withMFAAge is a copy of a context with aws:MultiFactorAuthAge: how many seconds
// ago the caller gave a one-time code.
func withMFAAge(c policy.Context, age time.Duration) policy.Context {
	c = maps.Clone(c)
	if c == nil {
		c = policy.Context{}
	}
	c["aws:MultiFactorAuthAge"] = []string{strconv.FormatInt(int64(age/time.Second), 10)}
	return c
}

// May tells whether the principal may, without a refusal being an error: where
// the answer depends on it (404 or 403 by whether the caller may list).
func (s *Store) May(ctx context.Context, p *Principal, global policy.Context, c Check) (bool, error) {
	g, err := s.grantsOf(ctx, p)
	if err != nil {
		return false, err
	}
	if p.MFA {
		global = withMFAAge(global, s.clk.Now().Sub(p.TokenIssued))
	}
	return evaluate(g, global, &c).Allowed(), nil
}

func evaluate(g *grants, global policy.Context, c *Check) policy.Result {
	own := g.context
	if c.MFA {
		own = withMFAAge(own, 0)
		own["aws:MultiFactorAuthPresent"] = []string{"true"}
	}
	r := policy.Request{
		Caller: &g.caller, Action: c.Action, Resource: c.Resource, Owner: c.Owner,
		Contexts: [3]policy.Context{own, global, c.Context}, PublicBlocked: c.PublicBlocked,
	}
	return policy.Evaluate(&r, &policy.Policies{Identity: g.identity, Boundary: g.boundary, Session: g.session, Resource: c.ResourcePolicy})
}

// grantsOf gives what the store loaded with the principal, or loads it for one
// that was made by hand.
func (s *Store) grantsOf(ctx context.Context, p *Principal) (*grants, error) {
	if p.grants != nil {
		return p.grants, nil
	}
	g := newGrants(p)
	if p.Kind != User && p.Kind != AssumedRole && p.Kind != Federated {
		return g, nil
	}
	err := s.db.View(ctx, func(tx kv.Tx) error {
		*g = *newGrants(p)
		if p.Kind == AssumedRole {
			r, err := s.Roles.Get(tx, p.Account, p.Name)
			if err != nil {
				return err
			}
			return s.collect(tx, g, r.Account, &r.Grants)
		}
		name := p.Name
		if p.Kind == Federated {
			name = p.RoleARN[strings.LastIndexByte(p.RoleARN, '/')+1:]
		}
		u, err := s.Users.Get(tx, p.Account, name)
		if err != nil {
			return err
		}
		by := &Principal{}
		if err := s.grantUser(tx, by, u); err != nil {
			return err
		}
		g.identity, g.boundary = by.grants.identity, by.grants.boundary
		return nil
	})
	g.session = p.SessionPolicies
	return g, err
}
