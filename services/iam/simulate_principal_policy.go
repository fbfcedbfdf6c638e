package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
)

// SimulatePrincipalPolicy tells what a user, group or role may, with further policies if some are given.
// API reference: API_SimulatePrincipalPolicy.
func (s *Service) SimulatePrincipalPolicy(ctx context.Context, in *iam.SimulatePrincipalPolicyInput) (*iam.SimulatePrincipalPolicyOutput, error) {
	if len(in.PolicyExclusionList) > 0 {
		return nil, notSimulated("PolicyExclusionList")
	}
	who, err := s.subject(ctx, in.PolicySourceArn)
	if err != nil {
		return nil, err
	}
	if err := addPolicies(who, in.PolicyInputList); err != nil {
		return nil, err
	}
	sim := &simulation{
		actions: in.ActionNames, resources: in.ResourceArns, resourcePolicy: in.ResourcePolicy, owner: in.ResourceOwner,
		caller: in.CallerArn, boundary: in.PermissionsBoundaryPolicyInputList, entries: in.ContextEntries,
		handling: in.ResourceHandlingOption, marker: in.Marker, maxItems: in.MaxItems,
	}
	results, pg, err := s.simulate(ctx, who, sim)
	return &iam.SimulatePrincipalPolicyOutput{EvaluationResults: results, IsTruncated: pg.truncated, Marker: pg.marker}, err
}
