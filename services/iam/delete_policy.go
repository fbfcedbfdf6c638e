package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// DeletePolicy deletes a managed policy that is not in use.
// API reference: API_DeletePolicy.
func (s *Service) DeletePolicy(ctx context.Context, in *iam.DeletePolicyInput) (*iam.DeletePolicyOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.DeletePolicyOutput, error) {
		p, err := s.ownPolicy(tx, account, "DeletePolicy", in.PolicyArn)
		if err != nil {
			return nil, err
		}
		attached, bounds, err := s.uses(tx, account, p.ARN())
		switch {
		case err != nil:
			return nil, err
		case attached+bounds > 0:
			return nil, deleteConflict("Cannot delete a policy attached to entities.")
		case len(p.Versions) > 1:
			return nil, deleteConflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.")
		}
		return &iam.DeletePolicyOutput{}, s.ids.Policies.Delete(tx, p)
	})
}
