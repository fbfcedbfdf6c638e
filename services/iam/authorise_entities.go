package iam

import (
	"context"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// target is the resource of a check with the condition keys it brings along.
type target struct {
	arn  string
	keys policy.Context
}

// check makes one check of a target, notes its resource in the call's record and
// adds the request's condition keys.
func check(ctx context.Context, action string, t target, extra policy.Context) []identity.Check {
	keys := policy.Context{}
	for _, from := range []policy.Context{t.keys, extra} {
		for k, v := range from {
			keys[k] = v
		}
	}
	record.Resource(ctx, t.arn)
	return []identity.Check{{Action: "iam:" + action, Resource: t.arn, Context: keys}}
}

// on authorises an action on what find gives; extra may be nil.
func on[In any](action string, find func(context.Context, *In) (target, error), extra func(*In) policy.Context) gateway.Authoriser {
	return gateway.Authorise(func(ctx context.Context, in *In) ([]identity.Check, error) {
		t, err := find(ctx, in)
		if err != nil {
			return nil, err
		}
		var keys policy.Context
		if extra != nil {
			keys = extra(in)
		}
		return check(ctx, action, t, keys), nil
	})
}

// targetOf describes an entity that is there.
func targetOf(arn string, m *identity.Common, g *identity.Grants) target {
	t := target{arn: arn, keys: policy.Context{}}
	for _, tag := range m.Tags {
		t.keys["aws:ResourceTag/"+tag.Key] = []string{tag.Value}
		t.keys["iam:ResourceTag/"+tag.Key] = []string{tag.Value}
	}
	if g != nil && g.Boundary != "" {
		t.keys["iam:PermissionsBoundary"] = []string{g.Boundary}
	}
	return t
}

// lookup finds an entity's target; where there is none it is made from the name,
// so that who may not ask isn't told whether it is there.
func (s *Service) lookup(ctx context.Context, kind string, name *string, get func(tx kv.Tx, account string) (target, error)) (t target, err error) {
	account := gateway.CallFrom(ctx).Account
	err = s.db.View(ctx, func(tx kv.Tx) (err error) {
		t, err = get(tx, account)
		return ignoreNotFound(err)
	})
	if t.arn == "" {
		t.arn = newARN(ctx, kind, nil, name)
	}
	return t, err
}

func newARN(ctx context.Context, kind string, path, name *string) string {
	return "arn:aws:iam::" + gateway.CallFrom(ctx).Account + ":" + kind + pathOf(path) + val(name)
}

func user[In any](s *Service, name func(*In) *string) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (target, error) {
		n := name(in)
		if p := gateway.CallFrom(ctx).Principal; n == nil && p.Kind == identity.User {
			n = &p.Name
		}
		return s.lookup(ctx, "user", n, func(tx kv.Tx, account string) (target, error) {
			u, err := s.ids.Users.Get(tx, account, val(n))
			if err != nil {
				return target{}, err
			}
			return targetOf(u.ARN(), &u.Common, &u.Grants), nil
		})
	}
}

func group[In any](s *Service, name func(*In) *string) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (target, error) {
		return s.lookup(ctx, "group", name(in), func(tx kv.Tx, account string) (target, error) {
			g, err := s.ids.Groups.Get(tx, account, val(name(in)))
			if err != nil {
				return target{}, err
			}
			return targetOf(g.ARN(), &g.Common, &g.Grants), nil
		})
	}
}

func role[In any](s *Service, name func(*In) *string) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (target, error) {
		return s.lookup(ctx, "role", name(in), func(tx kv.Tx, account string) (target, error) {
			r, err := s.ids.Roles.Get(tx, account, val(name(in)))
			if err != nil {
				return target{}, err
			}
			return targetOf(r.ARN(), &r.Common, &r.Grants), nil
		})
	}
}

func profile[In any](s *Service, name func(*In) *string) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (target, error) {
		return s.lookup(ctx, "instance-profile", name(in), func(tx kv.Tx, account string) (target, error) {
			p, err := s.ids.Profiles.Get(tx, account, val(name(in)))
			if err != nil {
				return target{}, err
			}
			return targetOf(p.ARN(), &p.Common, nil), nil
		})
	}
}

func managed[In any](s *Service, arn func(*In) *string) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (t target, err error) {
		account := gateway.CallFrom(ctx).Account
		err = s.db.View(ctx, func(tx kv.Tx) error {
			p, err := s.ids.Policy(tx, account, val(arn(in)))
			if err != nil {
				return ignoreNotFound(err)
			}
			t = targetOf(p.ARN(), &p.Common, nil)
			return nil
		})
		t.arn = val(arn(in))
		return t, err
	}
}

// byARN finds an entity that requests name by its ARN.
func byARN[In any](s *Service, arn func(*In) *string, get func(tx kv.Tx, account, arn string) (*identity.Common, error)) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (t target, err error) {
		account := gateway.CallFrom(ctx).Account
		err = s.db.View(ctx, func(tx kv.Tx) error {
			m, err := get(tx, account, val(arn(in)))
			if err != nil {
				return ignoreNotFound(err)
			}
			t = targetOf("", m, nil)
			return nil
		})
		t.arn = val(arn(in))
		return t, err
	}
}

func mfa[In any](s *Service, serial func(*In) *string) func(context.Context, *In) (target, error) {
	return byARN(s, serial, func(tx kv.Tx, account, arn string) (*identity.Common, error) {
		m, err := s.ids.MFAByARN(tx, account, arn)
		if err != nil {
			return nil, err
		}
		return &m.Common, nil
	})
}

func oidc[In any](s *Service, arn func(*In) *string) func(context.Context, *In) (target, error) {
	return byARN(s, arn, func(tx kv.Tx, account, arn string) (*identity.Common, error) {
		o, err := s.ids.OIDCByARN(tx, account, arn)
		if err != nil {
			return nil, err
		}
		return &o.Common, nil
	})
}

func samlBy[In any](s *Service, arn func(*In) *string) func(context.Context, *In) (target, error) {
	return byARN(s, arn, func(tx kv.Tx, account, arn string) (*identity.Common, error) {
		p, err := s.ids.SAMLByARN(tx, account, arn)
		if err != nil {
			return nil, err
		}
		return &p.Common, nil
	})
}

// newSAML is the SAML provider that is about to be made.
func newSAML(ctx context.Context, in *iam.CreateSAMLProviderInput) (target, error) {
	return target{arn: newARN(ctx, "saml-provider", nil, in.Name)}, nil
}

// newOIDC is the OpenID Connect provider that is about to be made.
func newOIDC(ctx context.Context, in *iam.CreateOpenIDConnectProviderInput) (target, error) {
	return target{arn: newARN(ctx, "oidc-provider", nil, new(strings.TrimPrefix(val(in.Url), "https://")))}, nil
}

// named is what a request names by its ARN.
func named[In any](arn func(*In) *string) func(context.Context, *In) (target, error) {
	return func(_ context.Context, in *In) (target, error) { return target{arn: val(arn(in))}, nil }
}

// newLinked is the service-linked role that is about to be made.
func newLinked(ctx context.Context, in *iam.CreateServiceLinkedRoleInput) (target, error) {
	name, err := linkedName(val(in.AWSServiceName), val(in.CustomSuffix))
	if err != nil {
		name = "*" // refused later, to those who may know
	}
	return target{arn: newARN(ctx, "role", new("/aws-service-role/"+val(in.AWSServiceName)+"/"), &name)}, nil
}

// deletionTask is the role of a task of deletion.
func deletionTask(ctx context.Context, in *iam.GetServiceLinkedRoleDeletionStatusInput) (target, error) {
	path := strings.TrimPrefix(val(in.DeletionTaskId), "task")
	return target{arn: newARN(ctx, "role", new(path[:max(0, strings.LastIndexByte(path, '/'))]), nil)}, nil
}

// created is what is about to be made.
func created[In any](kind string, path, name func(*In) *string) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (target, error) {
		return target{arn: newARN(ctx, kind, path(in), name(in))}, nil
	}
}

// listing is what is under a path.
func listing[In any](kind string, prefix func(*In) *string) func(context.Context, *In) (target, error) {
	return func(ctx context.Context, in *In) (target, error) {
		return target{arn: newARN(ctx, kind, prefix(in), nil)}, nil
	}
}

// anything is for actions without a resource.
func anything[In any]() func(context.Context, *In) (target, error) {
	return func(context.Context, *In) (target, error) { return target{arn: "*"}, nil }
}

// requestTags are the condition keys of tags in a request.
func requestTags(keys policy.Context, tags []iam.Tag) policy.Context {
	for _, t := range tags {
		keys["aws:RequestTag/"+val(t.Key)] = []string{val(t.Value)}
		keys["aws:TagKeys"] = append(keys["aws:TagKeys"], val(t.Key))
	}
	return keys
}

// asked is a context with one key, if it has a value.
func asked(key string, value *string) policy.Context {
	if value == nil {
		return policy.Context{}
	}
	return policy.Context{key: {*value}}
}
