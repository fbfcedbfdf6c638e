package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// AddRoleToInstanceProfile puts a role into an instance profile, which has room for one.
// API reference: API_AddRoleToInstanceProfile.
func (s *Service) AddRoleToInstanceProfile(ctx context.Context, in *iam.AddRoleToInstanceProfileInput) (*iam.AddRoleToInstanceProfileOutput, error) {
	return changeProfile[iam.AddRoleToInstanceProfileOutput](ctx, s, in.InstanceProfileName, func(tx kv.Tx, p *identity.ProfileEntity) error {
		r, err := s.role(tx, p.Account, in.RoleName)
		if err != nil {
			return err
		}
		if p.Role != "" {
			return limitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: %d", maxRolesPerProfile)
		}
		p.Role = r.Name
		return nil
	})
}
