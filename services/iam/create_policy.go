package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreatePolicy makes a managed policy with its first version.
// API reference: API_CreatePolicy.
func (s *Service) CreatePolicy(ctx context.Context, in *iam.CreatePolicyInput) (*iam.CreatePolicyOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreatePolicyOutput, error) {
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		if err := managedDocument(in.PolicyDocument); err != nil {
			return nil, err
		}
		p := &identity.PolicyEntity{Common: s.common(account, in.PolicyName, in.Path), Description: val(in.Description)}
		p.Tags = tags
		addVersion(p, *in.PolicyDocument, p.Created, true)
		if err := within(s.ids.Policies, tx, account, "PoliciesPerAccount", quotaPolicies); err != nil {
			return nil, err
		}
		if err := s.ids.Policies.Create(tx, p); err != nil {
			return nil, taken(err, "A policy called %s already exists. Duplicate names are not allowed.", p.Name)
		}
		return &iam.CreatePolicyOutput{Policy: new(policyShape(p, 0, 0))}, nil
	})
}
