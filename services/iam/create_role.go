package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateRole makes a role with its trust policy.
// API reference: API_CreateRole.
func (s *Service) CreateRole(ctx context.Context, in *iam.CreateRoleInput) (*iam.CreateRoleOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateRoleOutput, error) {
		tags, err := newTags(in.Tags)
		if err != nil {
			return nil, err
		}
		bound, err := s.trust(tx, in.AssumeRolePolicyDocument)
		if err != nil {
			return nil, err
		}
		r := &identity.RoleEntity{
			Common: s.common(account, in.RoleName, in.Path), Trust: *in.AssumeRolePolicyDocument, Bound: bound,
			Description: val(in.Description), MaxSession: defaultSession,
		}
		r.Tags = tags
		if in.MaxSessionDuration != nil {
			r.MaxSession = *in.MaxSessionDuration
		}
		if err := s.setBoundary(tx, account, &r.Grants, in.PermissionsBoundary); err != nil {
			return nil, err
		}
		if err := within(s.ids.Roles, tx, account, "RolesPerAccount", quotaRoles); err != nil {
			return nil, err
		}
		if err := s.ids.Roles.Create(tx, r); err != nil {
			return nil, taken(err, "Role with name %s already exists.", r.Name)
		}
		shape, err := s.roleShape(tx, r)
		return &iam.CreateRoleOutput{Role: &shape}, err
	})
}
