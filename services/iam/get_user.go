package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetUser describes a user; without a name the caller.
// API reference: API_GetUser.
func (s *Service) GetUser(ctx context.Context, in *iam.GetUserInput) (*iam.GetUserOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetUserOutput, error) {
		u, err := s.userOrSelf(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		if u != nil {
			return &iam.GetUserOutput{User: new(userShape(u))}, nil
		}
		a, err := s.ids.Account(tx, account)
		if err != nil {
			return nil, err
		}
		return &iam.GetUserOutput{User: &iam.User{
			UserId: &a.ID, Arn: new("arn:aws:iam::" + a.ID + ":root"), CreateDate: &a.Created,
		}}, nil
	})
}
