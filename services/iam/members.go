package iam

import (
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// groupsOf loads the groups that a user is in, in the order of their names.
func (s *Service) groupsOf(tx kv.Tx, u *identity.UserEntity) ([]*identity.GroupEntity, error) {
	out := make([]*identity.GroupEntity, len(u.Groups))
	for i, id := range u.Groups {
		var err error
		if out[i], err = s.ids.GroupByID(tx, id); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out, func(a, b *identity.GroupEntity) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return out, nil
}

// keysOf gives the ids of a user's access keys, or of root's where u is nil.
func (s *Service) keysOf(tx kv.Tx, account string, u *identity.UserEntity) ([]string, error) {
	if u != nil {
		return slices.Clone(u.Keys), nil
	}
	a, err := s.ids.Account(tx, account)
	if err != nil {
		return nil, err
	}
	return slices.Clone(a.Keys), nil
}

// keyOf finds an access key of a user, or of root where u is nil.
func (s *Service) keyOf(tx kv.Tx, account string, u *identity.UserEntity, id *string) (*identity.AccessKey, error) {
	ids, err := s.keysOf(tx, account, u)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(ids, *id) {
		return nil, noSuchEntity("The Access Key with id %s cannot be found.", *id)
	}
	return s.ids.Key(tx, *id)
}

// profileShape is an instance profile with its role.
func (s *Service) profileShape(tx kv.Tx, p *identity.ProfileEntity) (iam.InstanceProfile, error) {
	out := iam.InstanceProfile{
		Path: &p.Path, InstanceProfileName: &p.Name, InstanceProfileId: &p.ID, Arn: new(p.ARN()),
		CreateDate: &p.Created, Roles: []iam.Role{}, Tags: tagShapes(p.Tags),
	}
	if p.Role != "" {
		r, err := s.ids.Roles.Get(tx, p.Account, p.Role)
		if err != nil {
			return out, err
		}
		shape, err := s.listedRole(tx, r)
		if err != nil {
			return out, err
		}
		out.Roles = append(out.Roles, shape)
	}
	return out, nil
}

func (s *Service) profileShapes(tx kv.Tx, items []*identity.ProfileEntity) ([]iam.InstanceProfile, error) {
	out := make([]iam.InstanceProfile, len(items))
	for i, p := range items {
		var err error
		if out[i], err = s.profileShape(tx, p); err != nil {
			return nil, err
		}
		out[i].Tags = nil
	}
	return out, nil
}
