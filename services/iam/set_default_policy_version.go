package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// SetDefaultPolicyVersion makes a version the one that counts.
// API reference: API_SetDefaultPolicyVersion.
func (s *Service) SetDefaultPolicyVersion(ctx context.Context, in *iam.SetDefaultPolicyVersionInput) (*iam.SetDefaultPolicyVersionOutput, error) {
	return changePolicy[iam.SetDefaultPolicyVersionOutput](ctx, s, "SetDefaultPolicyVersion", in.PolicyArn, func(_ kv.Tx, p *identity.PolicyEntity) error {
		v, err := version(p, in.VersionId)
		if err != nil {
			return err
		}
		p.Default, p.Updated = v.ID, s.ids.Now()
		return nil
	})
}
