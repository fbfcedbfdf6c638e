package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetPolicyVersion gives a version of a managed policy with its document.
// API reference: API_GetPolicyVersion.
func (s *Service) GetPolicyVersion(ctx context.Context, in *iam.GetPolicyVersionInput) (*iam.GetPolicyVersionOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetPolicyVersionOutput, error) {
		p, err := s.policy(tx, account, in.PolicyArn)
		if err != nil {
			return nil, err
		}
		v, err := version(p, in.VersionId)
		if err != nil {
			return nil, err
		}
		shape := versionShape(p, v)
		shape.Document = encoded(v.Document)
		return &iam.GetPolicyVersionOutput{PolicyVersion: &shape}, nil
	})
}
