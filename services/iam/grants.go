package iam

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// attach adds a managed policy; one that is attached already is no error.
func (s *Service) attach(tx kv.Tx, account string, g *identity.Grants, arn *string, quota string) error {
	if _, err := s.ids.Policy(tx, account, *arn); err != nil {
		return missing(err, "Policy %s does not exist or is not attachable.", *arn)
	}
	if slices.Contains(g.Attached, *arn) {
		return nil
	}
	if len(g.Attached) >= maxAttached {
		return limitExceeded("Cannot exceed quota for %s: %d", quota, maxAttached)
	}
	g.Attached = append(g.Attached, *arn)
	return nil
}

func detach(g *identity.Grants, arn *string) error {
	i := slices.Index(g.Attached, *arn)
	if i < 0 {
		return noSuchEntity("Policy %s was not found.", *arn)
	}
	g.Attached = slices.Delete(g.Attached, i, i+1)
	return nil
}

func attachedPage(g *identity.Grants, prefix, marker *string, maxItems *int32) ([]iam.AttachedPolicy, page, error) {
	arns := slices.SortedFunc(slices.Values(g.Attached), func(a, b string) int {
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	})
	seq := where(each(arns), func(arn string) bool {
		_, path, _ := strings.Cut(arn, ":policy")
		return under(prefix, path[:strings.LastIndexByte(path, '/')+1])
	})
	items, p, err := paged(seq, marker, maxItems, func(arn string) string { return arn })
	return convert(items, func(arn string) iam.AttachedPolicy {
		return iam.AttachedPolicy{PolicyArn: &arn, PolicyName: new(nameOfARN(arn))}
	}), p, err
}

// putInline sets an inline policy; max bounds all of the entity's together.
func putInline(g *identity.Grants, name, document *string, max int, kind, owner string) error {
	if _, err := policy.Parse(policy.Identity, *document); err != nil {
		return malformed(err)
	}
	if inlineSize(g, *name, *document) > max {
		return limitExceeded("Maximum policy size of %d bytes exceeded for %s %s", max, kind, owner)
	}
	if g.Inline == nil {
		g.Inline = make(map[string]string)
	}
	g.Inline[*name] = *document
	return nil
}

func getInline(g *identity.Grants, name *string, kind string) (*string, error) {
	d, ok := g.Inline[*name]
	if !ok {
		return nil, noSuchEntity("The %s policy with name %s cannot be found.", kind, *name)
	}
	return encoded(d), nil
}

func deleteInline(g *identity.Grants, name *string, kind string) error {
	if _, err := getInline(g, name, kind); err != nil {
		return err
	}
	delete(g.Inline, *name)
	return nil
}

func inlinePage(g *identity.Grants, marker *string, maxItems *int32) ([]string, page, error) {
	names := slices.SortedFunc(maps.Keys(g.Inline), func(a, b string) int {
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	})
	return paged(each(names), marker, maxItems, func(n string) string { return n })
}

// setBoundary bounds an entity; arn is nil where none was asked for.
func (s *Service) setBoundary(tx kv.Tx, account string, g *identity.Grants, arn *string) error {
	if arn == nil {
		return nil
	}
	if !strings.HasPrefix(*arn, "arn:aws:iam::") || !strings.Contains(*arn, ":policy/") {
		return invalidInput("ARN %s is not valid.", *arn)
	}
	if _, err := s.ids.Policy(tx, account, *arn); err != nil {
		return missing(err, "Policy %s does not exist or is not attachable.", *arn)
	}
	g.Boundary = *arn
	return nil
}

func deleteBoundary(g *identity.Grants, kind, name string) error {
	if g.Boundary == "" {
		return noSuchEntity("%s %s does not have a permissions boundary.", kind, name)
	}
	g.Boundary = ""
	return nil
}

// free refuses to delete an entity that still has policies.
func free(g *identity.Grants) error {
	switch {
	case len(g.Attached) > 0:
		return deleteConflict("Cannot delete entity, must detach all policies first.")
	case len(g.Inline) > 0:
		return deleteConflict("Cannot delete entity, must delete policies first.")
	}
	return nil
}

// trust checks a role's trust policy: its language, its size, and that the users
// and roles of this cloud that it names are there. It gives their unique ids.
func (s *Service) trust(tx kv.Tx, document *string) (bound map[string]string, err error) {
	d, err := policy.Parse(policy.Trust, *document)
	if err != nil {
		return nil, malformed(err)
	}
	if size(*document) > maxTrustSize {
		return nil, limitExceeded("Cannot exceed quota for ACLSizePerRole: %d", maxTrustSize)
	}
	bound, err = s.ids.BindPrincipals(tx, d)
	return bound, malformed(err)
}

func ignoreNotFound(err error) error {
	if errors.Is(err, identity.ErrNotFound) {
		return nil
	}
	return err
}
