package identity

import (
	"errors"
	"strings"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity/policy"
)

// RoleByARN finds a role by its ARN, path included.
func (s *Store) RoleByARN(tx kv.Tx, arn string) (*RoleEntity, error) {
	rest, ok := strings.CutPrefix(arn, "arn:aws:iam::")
	account, path, cut := strings.Cut(rest, ":role/")
	if !ok || !cut {
		return nil, ErrNotFound
	}
	r, err := s.Roles.Get(tx, account, path[strings.LastIndexByte(path, '/')+1:])
	if err == nil && r.ARN() != arn {
		return nil, ErrNotFound
	}
	return r, err
}

// TrustPolicy compiles the role's trust policy.
func (r *RoleEntity) TrustPolicy() (*policy.Document, error) {
	d, err := policy.Parse(policy.Trust, r.Trust)
	if err != nil {
		return nil, err
	}
	return d.Bind(r.Bound), nil
}

// BindPrincipals finds the unique ids of the users and roles of this cloud that
// a resource's policy names, for [policy.Document.Bind]. One that is not there
// makes the policy invalid, as in AWS: the error is a *[policy.Error]. Of
// accounts that are not of this cloud nothing can be said.
func (s *Store) BindPrincipals(tx kv.Tx, d *policy.Document) (map[string]string, error) {
	var bound map[string]string
	for p := range d.Principals() {
		rest, ok := strings.CutPrefix(p.Value, "arn:aws:iam::")
		account, entity, _ := strings.Cut(rest, ":")
		kind, name, named := strings.Cut(entity, "/")
		if p.Type != "AWS" || !ok || !named {
			continue
		}
		if _, err := s.Account(tx, account); errors.Is(err, ErrNotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		arn, id, err := s.named(tx, Ref{kind, account, name[strings.LastIndexByte(name, '/')+1:]})
		if errors.Is(err, ErrNotFound) || err == nil && arn != p.Value {
			return nil, &policy.Error{Message: `Invalid principal in policy: "AWS":"` + p.Value + `"`, Offset: -1}
		}
		if err != nil {
			return nil, err
		}
		if bound == nil {
			bound = make(map[string]string)
		}
		bound[p.Value] = id
	}
	return bound, nil
}

// BoundText is a policy's text as AWS shows it later: with the ARNs that bound
// users and roles have now, and with the bare unique id where one is gone.
func (s *Store) BoundText(tx kv.Tx, text string, bound map[string]string) (string, error) {
	for arn, id := range bound {
		now := id
		ref, err := s.ByID(tx, id)
		if err == nil {
			now, _, err = s.named(tx, *ref)
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return "", err
		}
		text = strings.ReplaceAll(text, `"`+arn+`"`, `"`+now+`"`)
	}
	return text, nil
}

// named gives ARN and unique id of a user or role.
func (s *Store) named(tx kv.Tx, ref Ref) (arn, id string, err error) {
	switch ref.Kind {
	case KindUser:
		u, err := s.Users.Get(tx, ref.Account, ref.Name)
		if err != nil {
			return "", "", err
		}
		return u.ARN(), u.ID, nil
	case KindRole:
		r, err := s.Roles.Get(tx, ref.Account, ref.Name)
		if err != nil {
			return "", "", err
		}
		return r.ARN(), r.ID, nil
	}
	return "", "", ErrNotFound
}
