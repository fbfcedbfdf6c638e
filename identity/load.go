package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity/policy"
)

// grants are a principal's own policies and condition keys, compiled. They are
// as old as the principal: get a fresh one for each piece of work.
type grants struct {
	caller   policy.Caller
	context  policy.Context
	identity []*policy.Document
	boundary *policy.Document
	session  []*policy.Document
}

// nothing is a policy that allows nothing; it stands for what should be there
// and is not.
var nothing = policy.MustParse(policy.Boundary, `{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`)

// everything is what root may.
var everything = policy.MustParse(policy.Identity, `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)

func (s *Store) rootPrincipal(account string) *Principal {
	p := &Principal{Kind: Root, Account: account, ARN: "arn:aws:iam::" + account + ":root", ID: account}
	p.grants = newGrants(p)
	return p
}

func (s *Store) userPrincipal(tx kv.Tx, account, name string) (*Principal, error) {
	u, err := s.Users.Get(tx, account, name)
	if err != nil {
		return nil, err
	}
	p := &Principal{Kind: User, Account: account, ARN: u.ARN(), ID: u.ID, Name: u.Name, Tags: tagMap(u.Tags)}
	return p, s.grantUser(tx, p, u)
}

func (s *Store) grantUser(tx kv.Tx, p *Principal, u *UserEntity) error {
	p.grants = newGrants(p)
	if err := s.collect(tx, p.grants, u.Account, &u.Grants); err != nil {
		return err
	}
	for _, id := range u.Groups {
		g, err := s.GroupByID(tx, id)
		if err != nil {
			return fmt.Errorf("identity: group %s of user %s: %w", id, u.Name, err)
		}
		if err := s.collect(tx, p.grants, u.Account, &g.Grants); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) rolePrincipal(tx kv.Tx, r *RoleEntity, session string, sessionTags map[string]string) (*Principal, error) {
	tags := tagMap(r.Tags)
	if len(sessionTags) > 0 {
		if tags == nil {
			tags = make(map[string]string)
		}
		maps.Copy(tags, sessionTags)
	}
	p := &Principal{
		Kind: AssumedRole, Account: r.Account, Name: r.Name, RoleARN: r.ARN(), ID: r.ID + ":" + session, Tags: tags,
		ARN: "arn:aws:sts::" + r.Account + ":assumed-role/" + r.Name + "/" + session,
	}
	p.grants = newGrants(p)
	return p, s.collect(tx, p.grants, r.Account, &r.Grants)
}

// RolePrincipal makes a principal of a role for a service that works in its
// name; session names the work. That the role trusts the service is the
// caller's to check.
func (s *Store) RolePrincipal(ctx context.Context, account, role, session string) (p *Principal, err error) {
	err = s.db.View(ctx, func(tx kv.Tx) error {
		r, err := s.Roles.Get(tx, account, role)
		if err != nil {
			return err
		}
		p, err = s.rolePrincipal(tx, r, session, nil)
		return err
	})
	return p, err
}

// sessionPrincipal makes the principal of temporary credentials. It fails with
// ErrNotFound when the user or role behind them is gone.
func (s *Store) sessionPrincipal(tx kv.Tx, in *Session) (p *Principal, err error) {
	switch in.Kind {
	case Root:
		p = s.rootPrincipal(in.Account)
	case AssumedRole:
		r, err := s.Roles.Get(tx, in.Account, in.Name)
		if err != nil {
			return nil, err
		}
		if r.ID != in.EntityID {
			return nil, ErrNotFound
		}
		if p, err = s.rolePrincipal(tx, r, in.SessionName, in.Tags); err != nil {
			return nil, err
		}
	case Federated:
		if p, err = s.federatedPrincipal(tx, in); err != nil {
			return nil, err
		}
	case User:
		u, err := s.Users.Get(tx, in.Account, in.Name)
		if err != nil {
			return nil, err
		}
		if u.ID != in.EntityID {
			return nil, ErrNotFound
		}
		p = &Principal{Kind: User, Account: in.Account, ARN: u.ARN(), ID: u.ID, Name: u.Name, Tags: tagMap(u.Tags)}
		if err := s.grantUser(tx, p, u); err != nil {
			return nil, err
		}
	default:
		return nil, ErrNotFound
	}
	p.TokenIssued, p.MFA, p.SourceIdentity, p.TransitiveTags = in.Issued, in.MFA, in.SourceIdentity, in.TransitiveTags
	p.Claims = in.Claims
	p.grants.context = principalContext(p)
	return p, s.limit(tx, p, in)
}

// federatedPrincipal makes the principal of sts:GetFederationToken: it may what
// the user, or root, may who made it, within the session policies.
func (s *Store) federatedPrincipal(tx kv.Tx, in *Session) (*Principal, error) {
	p := &Principal{Kind: Federated, Account: in.Account, ARN: in.ARN(), ID: in.Account + ":" + in.SessionName, Name: in.SessionName}
	if in.Name == "" {
		p.RoleARN, p.Tags = "arn:aws:iam::"+in.Account+":root", in.Tags
		p.grants = newGrants(p)
		p.grants.identity = []*policy.Document{everything}
		return p, nil
	}
	u, err := s.Users.Get(tx, in.Account, in.Name)
	if err != nil {
		return nil, err
	}
	if u.ID != in.EntityID {
		return nil, ErrNotFound
	}
	p.RoleARN, p.Tags = u.ARN(), tagMap(u.Tags)
	if p.Tags == nil {
		p.Tags = make(map[string]string)
	}
	maps.Copy(p.Tags, in.Tags)
	return p, s.grantUser(tx, p, u)
}

// limit adds the session policies.
func (s *Store) limit(tx kv.Tx, p *Principal, in *Session) error {
	for _, text := range in.Policies {
		d, err := policy.Parse(policy.Session, text)
		if err != nil {
			return fmt.Errorf("identity: session policy: %w", err)
		}
		p.grants.session = append(p.grants.session, d)
	}
	for _, arn := range in.PolicyARNs {
		d, err := s.document(tx, in.Account, arn)
		if errors.Is(err, ErrNotFound) {
			continue // deleted: gives nothing any more
		}
		if err != nil {
			return err
		}
		p.grants.session = append(p.grants.session, d.As(policy.Session))
	}
	if len(in.Policies)+len(in.PolicyARNs) > 0 && p.grants.session == nil {
		p.grants.session = []*policy.Document{nothing}
	}
	if p.Kind == Federated && p.grants.session == nil {
		p.grants.session = []*policy.Document{} // only what resources grant him by name
	}
	p.SessionPolicies = p.grants.session
	return nil
}

// collect compiles an entity's policies into g.
func (s *Store) collect(tx kv.Tx, g *grants, account string, from *Grants) error {
	for name, text := range from.Inline {
		d, err := policy.Parse(policy.Identity, text)
		if err != nil {
			return fmt.Errorf("identity: policy %s: %w", name, err)
		}
		g.identity = append(g.identity, d.Named(name))
	}
	for _, arn := range from.Attached {
		d, err := s.document(tx, account, arn)
		if err != nil {
			return fmt.Errorf("identity: policy %s: %w", arn, err)
		}
		g.identity = append(g.identity, d)
	}
	if from.Boundary != "" {
		d, err := s.document(tx, account, from.Boundary)
		if errors.Is(err, ErrNotFound) {
			d, err = nothing, nil // fail closed
		}
		if err != nil {
			return err
		}
		g.boundary = d.As(policy.Boundary)
	}
	return nil
}

func tagMap(tags []Tag) map[string]string {
	if len(tags) == 0 {
		return nil
	}
	m := make(map[string]string, len(tags))
	for _, t := range tags {
		m[t.Key] = t.Value
	}
	return m
}
