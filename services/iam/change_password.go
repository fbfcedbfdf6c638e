package iam

import (
	"context"
	"net/http"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/protocol"
)

// ChangePassword sets another password for the caller, who knows the old one.
// API reference: API_ChangePassword.
func (s *Service) ChangePassword(ctx context.Context, in *iam.ChangePasswordInput) (*iam.ChangePasswordOutput, error) {
	p := gateway.CallFrom(ctx).Principal
	if p.Kind != identity.User {
		return nil, &iam.InvalidUserTypeException{Message: new("Only IAM Users can change their own password")}
	}
	before, err := view(ctx, s, func(tx kv.Tx, account string) (*identity.UserEntity, error) {
		return s.loginUser(ctx, tx, account, &p.Name)
	})
	if err != nil {
		return nil, err
	}
	if !s.ids.MatchPassword(before.Login.Hash, *in.OldPassword) {
		return nil, protocol.Errorf(http.StatusForbidden, "AccessDenied", "The old password was incorrect.")
	}
	if err := s.newPassword(ctx, p.Name, *in.NewPassword); err != nil {
		return nil, err
	}
	hash := s.ids.HashPassword(*in.NewPassword)
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.ChangePasswordOutput, error) {
		u, err := s.loginUser(ctx, tx, account, &p.Name)
		if err != nil {
			return nil, err
		}
		if u.Login.Hash != before.Login.Hash {
			return nil, &iam.EntityTemporarilyUnmodifiableException{Message: new("The password was changed at the same time.")}
		}
		u.Login.Replace(hash, s.ids.Now())
		u.Login.Reset = false
		return &iam.ChangePasswordOutput{}, s.ids.Users.Put(tx, u)
	})
}
