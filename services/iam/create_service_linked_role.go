package iam

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// CreateServiceLinkedRole makes the role in which a service works for the account. Its policy is the service's own and not among its attached ones.
// API reference: API_CreateServiceLinkedRole.
func (s *Service) CreateServiceLinkedRole(ctx context.Context, in *iam.CreateServiceLinkedRoleInput) (*iam.CreateServiceLinkedRoleOutput, error) {
	name, err := linkedName(*in.AWSServiceName, val(in.CustomSuffix))
	if err != nil {
		return nil, err
	}
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.CreateServiceLinkedRoleOutput, error) {
		if err := within(s.ids.Roles, tx, account, "RolesPerAccount", quotaRoles); err != nil {
			return nil, err
		}
		r := &identity.RoleEntity{
			Common: s.common(account, &name, new("/aws-service-role/"+*in.AWSServiceName+"/")), Service: *in.AWSServiceName,
			Description: val(in.Description), MaxSession: defaultSession,
			Trust: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + *in.AWSServiceName + `"},"Action":"sts:AssumeRole"}]}`,
		}
		if err := s.ids.Roles.Create(tx, r); err != nil {
			if errors.Is(err, identity.ErrExists) {
				return nil, invalidInput("Service role name %s has been taken in this account, please try a different suffix.", name)
			}
			return nil, err
		}
		shape, err := s.roleShape(tx, r)
		return &iam.CreateServiceLinkedRoleOutput{Role: &shape}, err
	})
}
