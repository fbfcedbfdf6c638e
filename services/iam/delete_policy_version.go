package iam

import (
	"context"
	"slices"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// DeletePolicyVersion deletes a version that is not the default.
// API reference: API_DeletePolicyVersion.
func (s *Service) DeletePolicyVersion(ctx context.Context, in *iam.DeletePolicyVersionInput) (*iam.DeletePolicyVersionOutput, error) {
	return changePolicy[iam.DeletePolicyVersionOutput](ctx, s, "DeletePolicyVersion", in.PolicyArn, func(_ kv.Tx, p *identity.PolicyEntity) error {
		v, err := version(p, in.VersionId)
		if err != nil {
			return err
		}
		if v.ID == p.Default {
			return deleteConflict("Cannot delete the default version of a policy.")
		}
		p.Versions = slices.DeleteFunc(p.Versions, func(o identity.PolicyVersion) bool { return o.ID == *in.VersionId })
		p.Updated = s.ids.Now()
		return nil
	})
}
