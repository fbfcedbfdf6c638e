package iam

import (
	"context"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// RemoveRoleFromInstanceProfile takes the role out of an instance profile.
// API reference: API_RemoveRoleFromInstanceProfile.
func (s *Service) RemoveRoleFromInstanceProfile(ctx context.Context, in *iam.RemoveRoleFromInstanceProfileInput) (*iam.RemoveRoleFromInstanceProfileOutput, error) {
	return changeProfile[iam.RemoveRoleFromInstanceProfileOutput](ctx, s, in.InstanceProfileName, func(_ kv.Tx, p *identity.ProfileEntity) error {
		if !strings.EqualFold(p.Role, *in.RoleName) {
			return noSuchEntity("The role with name %s cannot be found.", *in.RoleName)
		}
		p.Role = ""
		return nil
	})
}
