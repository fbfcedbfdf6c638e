package iam

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// managedDocument checks a managed policy's document.
func managedDocument(document *string) error {
	if _, err := policy.Parse(policy.Identity, *document); err != nil {
		return malformed(err)
	}
	if size(*document) > maxManagedSize {
		return limitExceeded("Cannot exceed quota for PolicySize: %d", maxManagedSize)
	}
	return nil
}

// addVersion appends a version; numbers are never used again.
func addVersion(p *identity.PolicyEntity, document string, now time.Time, isDefault bool) {
	p.Last++
	v := identity.PolicyVersion{ID: "v" + strconv.Itoa(p.Last), Document: document, Created: now}
	p.Versions = append(p.Versions, v)
	p.Updated = now
	if isDefault {
		p.Default = v.ID
	}
}

func version(p *identity.PolicyEntity, id *string) (*identity.PolicyVersion, error) {
	if v := p.Version(*id); v != nil {
		return v, nil
	}
	return nil, noSuchEntity("Policy %s version %s does not exist or is not attachable.", p.ARN(), *id)
}

// uses counts to how many a policy is attached, and how many it bounds.
func (s *Service) uses(tx kv.Tx, account, arn string) (attached, bounds int32, err error) {
	attached, err = count(s.ids.Linked(tx, account, identity.AttachedTo(arn)), nil)
	bounds, err = count(s.ids.Linked(tx, account, identity.BoundaryOf(arn)), err)
	return attached, bounds, err
}

// count counts a sequence, unless an error came before.
func count[T any](seq iter.Seq2[T, error], before error) (n int32, err error) {
	if before != nil {
		return 0, before
	}
	for _, err := range seq {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// listed is a policy in a listing.
type listed struct {
	*identity.PolicyEntity
	attached, bounds int32
}

// key orders AWS's policies before the account's own.
func (p listed) key() string {
	if p.Account == identity.AWSAccount {
		return "0" + p.Name
	}
	return "1" + p.Name
}

func (p listed) shape() iam.Policy {
	out := policyShape(p.PolicyEntity, p.attached, p.bounds)
	out.Description, out.Tags = nil, nil
	return out
}

func (s *Service) allPolicies(tx kv.Tx, account string) iter.Seq2[listed, error] {
	return func(yield func(listed, error) bool) {
		one := func(p *identity.PolicyEntity) bool {
			attached, bounds, err := s.uses(tx, account, p.ARN())
			return yield(listed{p, attached, bounds}, err) && err == nil
		}
		for p := range s.ids.AWSPolicies() {
			if !one(p) {
				return
			}
		}
		for p, err := range s.ids.Policies.All(tx, account, "") {
			if err != nil {
				yield(listed{}, err)
				return
			}
			if !one(p) {
				return
			}
		}
	}
}

// userOfPolicy is a user, group or role that uses a policy.
type userOfPolicy struct {
	kind string
	*identity.Common
}

func (u userOfPolicy) key() string { return u.kind + "/" + u.Name }

// usersOf finds who uses a policy, as the request filters them, ordered by kind
// and name and each once.
func (s *Service) usersOf(tx kv.Tx, account, arn string, in *iam.ListEntitiesForPolicyInput) ([]userOfPolicy, error) {
	var links []string
	if val(in.PolicyUsageFilter) != "PermissionsBoundary" {
		links = append(links, identity.AttachedTo(arn))
	}
	if val(in.PolicyUsageFilter) != "PermissionsPolicy" {
		links = append(links, identity.BoundaryOf(arn))
	}
	var out []userOfPolicy
	for _, link := range links {
		for ref, err := range s.ids.Linked(tx, account, link) {
			if err != nil {
				return nil, err
			}
			m, err := s.entity(tx, ref)
			if err != nil {
				return nil, err
			}
			if f := val(in.EntityFilter); (f == "" || strings.EqualFold(f, ref.Kind)) && under(in.PathPrefix, m.Path) {
				out = append(out, userOfPolicy{ref.Kind, m})
			}
		}
	}
	order := func(a, b userOfPolicy) int {
		return strings.Compare(strings.ToLower(a.key()), strings.ToLower(b.key()))
	}
	slices.SortFunc(out, order)
	return slices.CompactFunc(out, func(a, b userOfPolicy) bool { return order(a, b) == 0 }), nil
}

func (s *Service) entity(tx kv.Tx, ref identity.Ref) (*identity.Common, error) {
	switch ref.Kind {
	case identity.KindUser:
		u, err := s.ids.Users.Get(tx, ref.Account, ref.Name)
		if err != nil {
			return nil, err
		}
		return &u.Common, nil
	case identity.KindGroup:
		g, err := s.ids.Groups.Get(tx, ref.Account, ref.Name)
		if err != nil {
			return nil, err
		}
		return &g.Common, nil
	}
	r, err := s.ids.Roles.Get(tx, ref.Account, ref.Name)
	if err != nil {
		return nil, err
	}
	return &r.Common, nil
}
