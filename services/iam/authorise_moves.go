package iam

import (
	"context"
	"strings"

	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// moved authorises a change of path or name, which must be allowed on the entity
// as it is and on what it becomes (API reference, UpdateUser).
func moved[In any](action string, find func(context.Context, *In) (target, error), to func(*In) (path, name *string)) gateway.Authoriser {
	return gateway.Authorise(func(ctx context.Context, in *In) ([]identity.Check, error) {
		t, err := find(ctx, in)
		if err != nil {
			return nil, err
		}
		checks := check(ctx, action, t, nil)
		path, name := to(in)
		if path == nil && name == nil {
			return checks, nil
		}
		kind, rest, _ := strings.Cut(t.arn, "/")
		end := strings.LastIndexByte(rest, '/') + 1
		becomes := target{arn: kind + "/" + rest[:end], keys: t.keys}
		if path != nil {
			becomes.arn = kind + *path
		}
		if name == nil {
			name = new(rest[end:])
		}
		becomes.arn += *name
		return append(check(ctx, action, becomes, nil), checks...), nil
	})
}
