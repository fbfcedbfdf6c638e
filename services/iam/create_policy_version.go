package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// CreatePolicyVersion adds a version to a managed policy.
// API reference: API_CreatePolicyVersion.
func (s *Service) CreatePolicyVersion(ctx context.Context, in *iam.CreatePolicyVersionInput) (*iam.CreatePolicyVersionOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreatePolicyVersionOutput, error) {
		p, err := s.ownPolicy(tx, account, "CreatePolicyVersion", in.PolicyArn)
		if err != nil {
			return nil, err
		}
		if err := managedDocument(in.PolicyDocument); err != nil {
			return nil, err
		}
		if len(p.Versions) >= maxVersions {
			return nil, limitExceeded("A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version.", maxVersions)
		}
		addVersion(p, *in.PolicyDocument, s.ids.Now(), in.SetAsDefault != nil && *in.SetAsDefault)
		shape := versionShape(p, &p.Versions[len(p.Versions)-1])
		return &iam.CreatePolicyVersionOutput{PolicyVersion: &shape}, s.ids.Policies.Put(tx, p)
	})
}
