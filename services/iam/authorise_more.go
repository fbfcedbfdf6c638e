package iam

import (
	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/gateway"
)

// moreAuthorisers are those of the account, of sign-in and of federation; see
// authorisers.
func (s *Service) moreAuthorisers() map[string]gateway.Authoriser {
	return map[string]gateway.Authoriser{
		"CreateAccountAlias":             on("CreateAccountAlias", anything[iam.CreateAccountAliasInput](), nil),
		"DeleteAccountAlias":             on("DeleteAccountAlias", anything[iam.DeleteAccountAliasInput](), nil),
		"GetAccountAuthorizationDetails": on("GetAccountAuthorizationDetails", anything[iam.GetAccountAuthorizationDetailsInput](), nil),

		"ChangePassword":              gateway.Authorise(s.changePassword),
		"CreateLoginProfile":          on("CreateLoginProfile", user(s, func(in *iam.CreateLoginProfileInput) *string { return in.UserName }), nil),
		"DeleteAccountPasswordPolicy": on("DeleteAccountPasswordPolicy", anything[iam.DeleteAccountPasswordPolicyInput](), nil),
		"DeleteLoginProfile":          on("DeleteLoginProfile", user(s, func(in *iam.DeleteLoginProfileInput) *string { return in.UserName }), nil),
		"GetAccountPasswordPolicy":    on("GetAccountPasswordPolicy", anything[iam.GetAccountPasswordPolicyInput](), nil),
		"GetLoginProfile":             on("GetLoginProfile", user(s, func(in *iam.GetLoginProfileInput) *string { return in.UserName }), nil),
		"UpdateAccountPasswordPolicy": on("UpdateAccountPasswordPolicy", anything[iam.UpdateAccountPasswordPolicyInput](), nil),
		"UpdateLoginProfile":          on("UpdateLoginProfile", user(s, func(in *iam.UpdateLoginProfileInput) *string { return in.UserName }), nil),
	}
}
