package iam

import (
	"errors"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/identity"
)

func TestLoginProfile(t *testing.T) {
	s := play(t)
	ann := new("ann")
	do(s, s.CreateUser, iam.CreateUserInput{UserName: ann})
	fails(s, s.GetLoginProfile, iam.GetLoginProfileInput{UserName: ann}, "NoSuchEntity", "Login Profile for User ann cannot be found.")
	for _, weak := range []string{"Short1!", "onlyletters", "lower123", "ann"} {
		fails(s, s.CreateLoginProfile, iam.CreateLoginProfileInput{UserName: ann, Password: &weak}, "PasswordPolicyViolation", "does not conform")
	}
	out := do(s, s.CreateLoginProfile, iam.CreateLoginProfileInput{UserName: ann, Password: new("Croissant1"), PasswordResetRequired: new(true)})
	if !*out.LoginProfile.PasswordResetRequired || *out.LoginProfile.UserName != "ann" {
		t.Errorf("%+v", out.LoginProfile)
	}
	fails(s, s.CreateLoginProfile, iam.CreateLoginProfileInput{UserName: ann, Password: new("Croissant2")}, "EntityAlreadyExists", "Login Profile for user ann")
	fails(s, s.DeleteUser, iam.DeleteUserInput{UserName: ann}, "DeleteConflict", "login profile")

	// Signing in, as the console does it.
	if _, err := s.ids.SignIn(t.Context(), account, "ann", "Croissant1"); !errors.Is(err, identity.ErrPasswordExpired) {
		t.Errorf("to be reset: %v", err)
	}
	do(s, s.UpdateLoginProfile, iam.UpdateLoginProfileInput{UserName: ann, PasswordResetRequired: new(false)})
	if u, err := s.ids.SignIn(t.Context(), account, "ann", "Croissant1"); err != nil || u.Name != "ann" {
		t.Errorf("%v, %v", u, err)
	}
	for user, password := range map[string]string{"ann": "Croissant2", "nobody": "Croissant1"} {
		if _, err := s.ids.SignIn(t.Context(), account, user, password); !errors.Is(err, identity.ErrBadPassword) {
			t.Errorf("%s: %v", user, err)
		}
	}
	if used := do(s, s.GetUser, iam.GetUserInput{UserName: ann}).User.PasswordLastUsed; used == nil {
		t.Error("no last use")
	}
	do(s, s.DeleteLoginProfile, iam.DeleteLoginProfileInput{UserName: ann})
	if _, err := s.ids.SignIn(t.Context(), account, "ann", "Croissant1"); !errors.Is(err, identity.ErrBadPassword) {
		t.Errorf("afterwards: %v", err)
	}
	do(s, s.DeleteUser, iam.DeleteUserInput{UserName: ann})
}

func TestChangePassword(t *testing.T) {
	s := play(t)
	ann := new("ann")
	do(s, s.CreateUser, iam.CreateUserInput{UserName: ann})
	key := do(s, s.CreateAccessKey, iam.CreateAccessKeyInput{UserName: ann}).AccessKey.AccessKeyId
	do(s, s.UpdateAccountPasswordPolicy, iam.UpdateAccountPasswordPolicyInput{MinimumPasswordLength: new(int32(6)), PasswordReusePrevention: new(int32(2))})
	do(s, s.CreateLoginProfile, iam.CreateLoginProfileInput{UserName: ann, Password: new("first1"), PasswordResetRequired: new(true)})
	fails(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("first1"), NewPassword: new("second")}, "InvalidUserType", "")
	s.as(*key)
	fails(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("wrong1"), NewPassword: new("second")}, "AccessDenied", "old password was incorrect")
	fails(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("first1"), NewPassword: new("five5")}, "PasswordPolicyViolation", "")
	fails(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("first1"), NewPassword: new("first1")}, "PasswordPolicyViolation", "used before")
	do(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("first1"), NewPassword: new("second")})
	fails(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("second"), NewPassword: new("first1")}, "PasswordPolicyViolation", "used before")
	do(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("second"), NewPassword: new("third3")})
	do(s, s.ChangePassword, iam.ChangePasswordInput{OldPassword: new("third3"), NewPassword: new("first1")})
	if *do(s, s.GetLoginProfile, iam.GetLoginProfileInput{}).LoginProfile.PasswordResetRequired {
		t.Error("still to be reset")
	}
}

func TestPasswordPolicy(t *testing.T) {
	s := play(t)
	fails(s, s.GetAccountPasswordPolicy, iam.GetAccountPasswordPolicyInput{}, "NoSuchEntity", "The Password Policy with domain name 123456789012 cannot be found.")
	fails(s, s.DeleteAccountPasswordPolicy, iam.DeleteAccountPasswordPolicyInput{}, "NoSuchEntity", "")
	do(s, s.UpdateAccountPasswordPolicy, iam.UpdateAccountPasswordPolicyInput{
		MinimumPasswordLength: new(int32(10)), RequireSymbols: new(true), RequireUppercaseCharacters: new(true), MaxPasswordAge: new(int32(90)),
	})
	p := do(s, s.GetAccountPasswordPolicy, iam.GetAccountPasswordPolicyInput{}).PasswordPolicy
	if *p.MinimumPasswordLength != 10 || !*p.RequireSymbols || *p.RequireNumbers || !*p.ExpirePasswords || *p.MaxPasswordAge != 90 || p.PasswordReusePrevention != nil {
		t.Errorf("%+v", p)
	}
	ann := new("ann")
	do(s, s.CreateUser, iam.CreateUserInput{UserName: ann})
	for password, ok := range map[string]bool{"Baguette-x": true, "baguette-x": false, "Baguettexx": false, "Bague-x": false} {
		in := iam.CreateLoginProfileInput{UserName: ann, Password: &password}
		if !ok {
			fails(s, s.CreateLoginProfile, in, "PasswordPolicyViolation", "")
			continue
		}
		do(s, s.CreateLoginProfile, in)
		do(s, s.DeleteLoginProfile, iam.DeleteLoginProfileInput{UserName: ann})
	}
	do(s, s.CreateLoginProfile, iam.CreateLoginProfileInput{UserName: ann, Password: new("Baguette-x")})
	s.clk.Advance(89 * 24 * time.Hour)
	if _, err := s.ids.SignIn(t.Context(), account, "ann", "Baguette-x"); err != nil {
		t.Errorf("on day 89: %v", err)
	}
	s.clk.Advance(25 * time.Hour)
	if _, err := s.ids.SignIn(t.Context(), account, "ann", "Baguette-x"); !errors.Is(err, identity.ErrPasswordExpired) {
		t.Errorf("on day 90: %v", err)
	}
	// What is left out gets its default.
	do(s, s.UpdateAccountPasswordPolicy, iam.UpdateAccountPasswordPolicyInput{AllowUsersToChangePassword: new(true)})
	if p := do(s, s.GetAccountPasswordPolicy, iam.GetAccountPasswordPolicyInput{}).PasswordPolicy; *p.MinimumPasswordLength != 6 || *p.RequireSymbols || p.MaxPasswordAge != nil {
		t.Errorf("%+v", p)
	}
	key := do(s, s.CreateAccessKey, iam.CreateAccessKeyInput{UserName: ann}).AccessKey.AccessKeyId
	s.as(*key)
	if checks, err := s.room.Authorise["ChangePassword"](s.ctx, &iam.ChangePasswordInput{}); err != nil || len(checks) != 0 {
		t.Errorf("users may change theirs: %v, %v", checks, err)
	}
}
