package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// UpdateUser renames a user or moves it to another path.
// API reference: API_UpdateUser.
func (s *Service) UpdateUser(ctx context.Context, in *iam.UpdateUserInput) (*iam.UpdateUserOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.UpdateUserOutput, error) {
		u, err := s.user(tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		name, path := u.Name, u.Path
		if in.NewUserName != nil {
			name = *in.NewUserName
		}
		if in.NewPath != nil {
			path = *in.NewPath
		}
		if err := s.ids.Users.Rename(tx, u, name, path); err != nil {
			return nil, taken(err, "User with name %s already exists.", name)
		}
		for _, id := range u.Keys {
			k, err := s.ids.Key(tx, id)
			if err != nil {
				return nil, err
			}
			k.User = u.Name
			if err := s.ids.PutKey(tx, k); err != nil {
				return nil, err
			}
		}
		return &iam.UpdateUserOutput{}, nil
	})
}
