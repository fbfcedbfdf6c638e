package iam

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

func loginShape(u *identity.UserEntity) *iam.LoginProfile {
	return &iam.LoginProfile{UserName: &u.Name, CreateDate: &u.Login.Created, PasswordResetRequired: &u.Login.Reset}
}

// loginUser finds a user who has a password; without a name the caller.
func (s *Service) loginUser(ctx context.Context, tx kv.Tx, account string, name *string) (*identity.UserEntity, error) {
	u, err := s.userOrSelf(ctx, tx, account, name)
	switch {
	case err != nil:
		return nil, err
	case u == nil: // root has a password of another kind
		return nil, noSuchEntity("Login Profile for User %s cannot be found.", "root")
	case u.Login == nil:
		return nil, noSuchEntity("Login Profile for User %s cannot be found.", u.Name)
	}
	return u, nil
}

// passwordAccount finds the account where it has a password policy of its own.
func (s *Service) passwordAccount(tx kv.Tx, account string) (*identity.Account, error) {
	a, err := s.ids.Account(tx, account)
	if err == nil && a.Passwords == nil {
		return nil, noSuchEntity("The Password Policy with domain name %s cannot be found.", account)
	}
	return a, err
}

// newPassword refuses a password that the account's policy does not allow the
// user. It hashes, so it stands outside of the transaction that sets it.
func (s *Service) newPassword(ctx context.Context, name, password string) error {
	type found struct {
		p *identity.PasswordPolicy
		l *identity.Login
	}
	f, err := view(ctx, s, func(tx kv.Tx, account string) (*found, error) {
		a, err := s.ids.Account(tx, account)
		if err != nil {
			return nil, err
		}
		u, err := s.user(tx, account, &name)
		if err != nil {
			return nil, err
		}
		return &found{identity.PasswordPolicyOf(a), u.Login}, nil
	})
	if err != nil {
		return err
	}
	err = f.p.Check(name, password)
	if err == nil {
		err = s.ids.CheckReuse(f.p, f.l, password)
	}
	switch {
	case errors.Is(err, identity.ErrWeakPassword):
		return &iam.PasswordPolicyViolationException{Message: new("Password does not conform to the account password policy.")}
	case errors.Is(err, identity.ErrPasswordReused):
		return &iam.PasswordPolicyViolationException{Message: new("Password was used before: the account password policy prevents its reuse.")}
	}
	return err
}

// changePassword authorises ChangePassword: no policy is needed where the account
// lets its users change their own passwords.
func (s *Service) changePassword(ctx context.Context, in *iam.ChangePasswordInput) ([]identity.Check, error) {
	call := gateway.CallFrom(ctx)
	if call.Principal.Kind == identity.User {
		a, err := view(ctx, s, func(tx kv.Tx, account string) (*identity.Account, error) { return s.ids.Account(tx, account) })
		if err != nil || a.Passwords != nil && a.Passwords.UsersMayChange {
			return nil, err
		}
	}
	t, err := user(s, func(*iam.ChangePasswordInput) *string { return nil })(ctx, in)
	return check(ctx, "ChangePassword", t, nil), err
}
