package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// SimulateCustomPolicy tells what the given policies would allow, by the evaluator that decides in earnest.
// API reference: API_SimulateCustomPolicy.
func (s *Service) SimulateCustomPolicy(ctx context.Context, in *iam.SimulateCustomPolicyInput) (*iam.SimulateCustomPolicyOutput, error) {
	if len(in.OrderedOrganizationPolicyInputList) > 0 {
		return nil, notSimulated("OrderedOrganizationPolicyInputList")
	}
	account := gateway.CallFrom(ctx).Account
	who := identity.Anyone(account)
	if err := addPolicies(who, in.PolicyInputList); err != nil {
		return nil, err
	}
	sim := &simulation{
		actions: in.ActionNames, resources: in.ResourceArns, resourcePolicy: in.ResourcePolicy, owner: in.ResourceOwner,
		caller: in.CallerArn, boundary: in.PermissionsBoundaryPolicyInputList, entries: in.ContextEntries,
		handling: in.ResourceHandlingOption, marker: in.Marker, maxItems: in.MaxItems,
	}
	results, pg, err := s.simulate(ctx, who, sim)
	return &iam.SimulateCustomPolicyOutput{EvaluationResults: results, IsTruncated: pg.truncated, Marker: pg.marker}, err
}
