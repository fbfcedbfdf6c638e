package iam

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
	"github.com/cumulet/cumulet/protocol"
)

// simulation is what both operations of simulation take.
type simulation struct {
	actions, resources    []string
	resourcePolicy, owner *string
	caller                *string
	boundary              []string
	entries               []iam.ContextEntry
	handling              *string
	marker                *string
	maxItems              *int32
}

// subject finds whose policies are simulated.
func (s *Service) subject(ctx context.Context, arn *string) (*identity.Subject, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*identity.Subject, error) {
		who, err := s.ids.SubjectOf(tx, account, *arn)
		return who, missing(err, "The entity with ARN %s cannot be found.", *arn)
	})
}

func addPolicies(to *identity.Subject, texts []string) error {
	for i, text := range texts {
		d, err := policy.Parse(policy.Identity, text)
		if err != nil {
			return invalidPolicy(err)
		}
		to.Policies = append(to.Policies, identity.Source{Document: d.Named(fmt.Sprintf("PolicyInputList.%d", i+1)), Type: "IAM Policy"})
	}
	return nil
}

func invalidPolicy(err error) error {
	return invalidInput("%s", protocol.AsError(malformed(err)).Message)
}

// contextKeys are the condition keys of all of a subject's policies.
func contextKeys(who *identity.Subject) []string {
	keys := make(map[string]bool)
	for _, p := range who.Policies {
		for k := range p.ConditionKeys() {
			keys[k] = true
		}
	}
	return append([]string{}, slices.Sorted(maps.Keys(keys))...)
}

// simulate answers for each action on each resource, in this order.
func (s *Service) simulate(ctx context.Context, who *identity.Subject, in *simulation) ([]iam.EvaluationResult, page, error) {
	q, err := s.question(ctx, who, in)
	if err != nil {
		return nil, page{}, err
	}
	resources := in.resources
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	type pair struct {
		key              string
		action, resource string
	}
	var pairs []pair
	for _, a := range in.actions {
		if vendor, name, ok := strings.Cut(a, ":"); !ok || vendor == "" || name == "" {
			return nil, page{}, invalidInput("Invalid Entity Action: %s", a)
		}
		for _, r := range resources {
			pairs = append(pairs, pair{fmt.Sprintf("%06d", len(pairs)), a, r})
		}
	}
	items, pg, err := paged(each(pairs), in.marker, in.maxItems, func(p pair) string { return p.key })
	if err != nil {
		return nil, page{}, err
	}
	return convert(items, func(p pair) iam.EvaluationResult {
		ask := *q
		ask.Action, ask.Resource = p.action, p.resource
		return evaluationShape(&ask, who.Simulate(&ask), who.Boundary != nil)
	}), pg, nil
}

// question reads what is the same for all actions and resources, and sets the
// subject's boundary and caller.
func (s *Service) question(ctx context.Context, who *identity.Subject, in *simulation) (*identity.Question, error) {
	if in.handling != nil {
		return nil, notSimulated("ResourceHandlingOption")
	}
	q := &identity.Question{Context: policy.Context{}}
	for _, e := range in.entries {
		q.Context[val(e.ContextKeyName)] = e.ContextKeyValues
	}
	if in.owner != nil {
		q.Owner = *in.owner
		if parts := strings.Split(*in.owner, ":"); len(parts) > 4 {
			q.Owner = parts[4]
		}
	}
	if len(in.boundary) > 1 {
		return nil, invalidInput("Only one permissions boundary policy can be given.")
	}
	for _, text := range in.boundary {
		d, err := policy.Parse(policy.Boundary, text)
		if err != nil {
			return nil, invalidPolicy(err)
		}
		who.Boundary = d.Named("PermissionsBoundaryPolicyInputList.1")
	}
	if in.caller != nil {
		caller, err := s.subject(ctx, in.caller)
		if err != nil {
			return nil, err
		}
		who.As(caller)
	}
	if in.resourcePolicy != nil {
		if in.caller == nil && gateway.CallFrom(ctx).Account != "" && who.Unknown() {
			return nil, invalidInput("CallerArn is required when ResourcePolicy is specified.")
		}
		d, err := policy.Parse(policy.Resource, *in.resourcePolicy)
		if err != nil {
			return nil, invalidPolicy(err)
		}
		q.ResourcePolicy = d.Named("ResourcePolicy")
	}
	return q, nil
}

// notSimulated refuses what simulations do not see.
func notSimulated(what string) error {
	e := protocol.Errorf(http.StatusNotImplemented, "NotImplemented", "%s of simulations is not built.", what)
	e.Server = true
	return e
}

var decisions = map[policy.Decision]string{policy.Allow: "allowed", policy.ExplicitDeny: "explicitDeny", policy.ImplicitDeny: "implicitDeny"}

func evaluationShape(q *identity.Question, a *identity.Answer, bounded bool) iam.EvaluationResult {
	out := iam.EvaluationResult{
		EvalActionName: &q.Action, EvalResourceName: &q.Resource, EvalDecision: new(decisions[a.Decision]),
		MatchedStatements: []iam.Statement{}, MissingContextValues: append([]string{}, a.Missing...),
	}
	for i, m := range a.Matches {
		out.MatchedStatements = append(out.MatchedStatements, iam.Statement{
			SourcePolicyId: new(m.Document.Name()), SourcePolicyType: &a.Types[i],
			StartPosition: positionShape(m.Start), EndPosition: positionShape(m.End),
		})
	}
	if bounded {
		out.PermissionsBoundaryDecisionDetail = &iam.PermissionsBoundaryDecisionDetail{AllowedByPermissionsBoundary: &a.Bounded}
	}
	return out
}

func positionShape(p policy.Position) *iam.Position {
	return &iam.Position{Line: new(int32(p.Line)), Column: new(int32(p.Column))}
}
