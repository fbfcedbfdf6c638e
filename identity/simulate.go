package identity

import (
	"maps"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity/policy"
)

// Source is a policy with where it comes from.
type Source struct {
	*policy.Document
	Type string // user, group, role, aws-managed, user-managed, resource or "IAM Policy"
}

// Subject is somebody whose permissions are simulated, with his policies.
type Subject struct {
	Policies []Source
	Boundary *policy.Document
	grants   *grants
}

// SubjectOf finds a user, group or role by ARN with all policies that apply to it.
func (s *Store) SubjectOf(tx kv.Tx, account, arn string) (*Subject, error) {
	rest, ok := strings.CutPrefix(arn, "arn:aws:iam::"+account+":")
	kind, path, cut := strings.Cut(rest, "/")
	if !ok || !cut {
		return nil, ErrNotFound
	}
	name := path[strings.LastIndexByte(path, '/')+1:]
	out := &Subject{}
	switch kind {
	case KindUser:
		u, err := s.Users.Get(tx, account, name)
		if err != nil {
			return nil, err
		}
		if u.ARN() != arn {
			return nil, ErrNotFound
		}
		p, err := s.userPrincipal(tx, account, name)
		if err != nil {
			return nil, err
		}
		out.grants, out.Boundary = p.grants, p.grants.boundary
		if err := s.sources(tx, out, account, KindUser, u.Name, &u.Grants); err != nil {
			return nil, err
		}
		for _, id := range u.Groups {
			g, err := s.GroupByID(tx, id)
			if err != nil {
				return nil, err
			}
			if err := s.sources(tx, out, account, KindGroup, g.Name, &g.Grants); err != nil {
				return nil, err
			}
		}
		return out, nil
	case KindGroup:
		g, err := s.Groups.Get(tx, account, name)
		if err != nil {
			return nil, err
		}
		out.grants = anyone(account)
		return out, s.sources(tx, out, account, KindGroup, g.Name, &g.Grants)
	case KindRole:
		r, err := s.RoleByARN(tx, arn)
		if err != nil {
			return nil, err
		}
		p, err := s.rolePrincipal(tx, r, "simulation", nil)
		if err != nil {
			return nil, err
		}
		out.grants, out.Boundary = p.grants, p.grants.boundary
		return out, s.sources(tx, out, account, KindRole, r.Name, &r.Grants)
	}
	return nil, ErrNotFound
}

// Anyone is a user of the account of whom nothing is known.
func Anyone(account string) *Subject { return &Subject{grants: anyone(account)} }

const unknownID = "AIDAANYONE"

func anyone(account string) *grants {
	return &grants{
		caller:  policy.Caller{Type: policy.UserCaller, Account: account, ARN: "arn:aws:iam::" + account + ":user/anyone", ID: unknownID},
		context: policy.Context{},
	}
}

// Unknown tells whether nothing is known of who asks.
func (s *Subject) Unknown() bool { return s.grants.caller.ID == unknownID }

// As lets the simulation ask in another's name, with the subject's policies.
func (s *Subject) As(caller *Subject) { s.grants = caller.grants }

func (s *Store) sources(tx kv.Tx, to *Subject, account, kind, owner string, g *Grants) error {
	for _, name := range slices.Sorted(maps.Keys(g.Inline)) {
		d, err := policy.Parse(policy.Identity, g.Inline[name])
		if err != nil {
			return err
		}
		to.Policies = append(to.Policies, Source{d.Named(kind + "_" + owner + "_" + name), kind})
	}
	for _, arn := range g.Attached {
		d, err := s.document(tx, account, arn)
		if err != nil {
			return err
		}
		from := "user-managed"
		if strings.HasPrefix(arn, "arn:aws:iam::"+AWSAccount+":") {
			from = "aws-managed"
		}
		to.Policies = append(to.Policies, Source{d.Named(arn[strings.LastIndexByte(arn, '/')+1:]), from})
	}
	return nil
}

// Question is what a simulation asks.
type Question struct {
	Action, Resource string
	Owner            string           // account of the resource; empty means the subject's
	Context          policy.Context   // wins over what is known of the subject
	ResourcePolicy   *policy.Document // nil where there is none
}

// Answer is what a simulation finds.
type Answer struct {
	policy.Result
	Matches []policy.Match // the statements that decide; none of an implicit deny
	Types   []string       // of the policies of Matches
	// Missing are the condition keys that the policies ask for and nobody gave.
	Missing []string
	// Bounded tells whether the boundary allows it; true where there is none.
	Bounded bool
}

// Simulate decides as [Store.Authorise] would.
func (s *Subject) Simulate(q *Question) *Answer {
	r := policy.Request{
		Caller: &s.grants.caller, Action: q.Action, Resource: q.Resource, Owner: q.Owner,
		Contexts: [3]policy.Context{q.Context, s.grants.context},
	}
	all := s.Policies
	if q.ResourcePolicy != nil {
		all = append(slices.Clone(all), Source{q.ResourcePolicy, "resource"})
	}
	docs := policy.Policies{Boundary: s.Boundary, Resource: q.ResourcePolicy}
	missing := make(map[string]bool)
	note := func(d *policy.Document) {
		for key := range d.ConditionKeys() {
			if !r.Has(key) {
				missing[key] = true
			}
		}
	}
	for _, p := range s.Policies {
		docs.Identity = append(docs.Identity, p.Document)
	}
	for _, p := range all {
		note(p.Document)
	}
	out := &Answer{Result: policy.Evaluate(&r, &docs), Bounded: true}
	if s.Boundary != nil {
		note(s.Boundary)
		out.Bounded = len(s.Boundary.Matches(&r, true)) > 0 && len(s.Boundary.Matches(&r, false)) == 0
	}
	out.Missing = slices.Sorted(maps.Keys(missing))
	if out.Decision == policy.ImplicitDeny {
		return out
	}
	for _, p := range all {
		for _, m := range p.Matches(&r, out.Decision == policy.Allow) {
			out.Matches, out.Types = append(out.Matches, m), append(out.Types, p.Type)
		}
	}
	return out
}
