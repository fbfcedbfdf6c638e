package iam

import (
	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity/policy"
)

// moreAuthorisers are those of the account, of sign-in and of federation; see
// authorisers.
func (s *Service) moreAuthorisers() map[string]gateway.Authoriser {
	return map[string]gateway.Authoriser{
		"CreateAccountAlias":             on("CreateAccountAlias", anything[iam.CreateAccountAliasInput](), nil),
		"DeleteAccountAlias":             on("DeleteAccountAlias", anything[iam.DeleteAccountAliasInput](), nil),
		"GetAccountAuthorizationDetails": on("GetAccountAuthorizationDetails", anything[iam.GetAccountAuthorizationDetailsInput](), nil),

		"CreateVirtualMFADevice": on("CreateVirtualMFADevice", created("mfa", func(in *iam.CreateVirtualMFADeviceInput) *string { return in.Path }, func(in *iam.CreateVirtualMFADeviceInput) *string { return in.VirtualMFADeviceName }),
			func(in *iam.CreateVirtualMFADeviceInput) policy.Context {
				return requestTags(policy.Context{}, in.Tags)
			}),
		"DeactivateMFADevice":    on("DeactivateMFADevice", user(s, func(in *iam.DeactivateMFADeviceInput) *string { return in.UserName }), nil),
		"DeleteVirtualMFADevice": on("DeleteVirtualMFADevice", mfa(s, func(in *iam.DeleteVirtualMFADeviceInput) *string { return in.SerialNumber }), nil),
		"EnableMFADevice":        on("EnableMFADevice", user(s, func(in *iam.EnableMFADeviceInput) *string { return in.UserName }), nil),
		"GetMFADevice":           on("GetMFADevice", user(s, func(in *iam.GetMFADeviceInput) *string { return in.UserName }), nil),
		"ListMFADeviceTags":      on("ListMFADeviceTags", mfa(s, func(in *iam.ListMFADeviceTagsInput) *string { return in.SerialNumber }), nil),
		"ListMFADevices":         on("ListMFADevices", user(s, func(in *iam.ListMFADevicesInput) *string { return in.UserName }), nil),
		"ListVirtualMFADevices":  on("ListVirtualMFADevices", listing("mfa", func(*iam.ListVirtualMFADevicesInput) *string { return nil }), nil),
		"ResyncMFADevice":        on("ResyncMFADevice", user(s, func(in *iam.ResyncMFADeviceInput) *string { return in.UserName }), nil),
		"TagMFADevice": on("TagMFADevice", mfa(s, func(in *iam.TagMFADeviceInput) *string { return in.SerialNumber }),
			func(in *iam.TagMFADeviceInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"UntagMFADevice": on("UntagMFADevice", mfa(s, func(in *iam.UntagMFADeviceInput) *string { return in.SerialNumber }),
			func(in *iam.UntagMFADeviceInput) policy.Context { return policy.Context{"aws:TagKeys": in.TagKeys} }),

		"AddClientIDToOpenIDConnectProvider": on("AddClientIDToOpenIDConnectProvider", oidc(s, func(in *iam.AddClientIDToOpenIDConnectProviderInput) *string { return in.OpenIDConnectProviderArn }), nil),
		"CreateOpenIDConnectProvider": on("CreateOpenIDConnectProvider", newOIDC,
			func(in *iam.CreateOpenIDConnectProviderInput) policy.Context {
				return requestTags(policy.Context{}, in.Tags)
			}),
		"DeleteOpenIDConnectProvider":             on("DeleteOpenIDConnectProvider", oidc(s, func(in *iam.DeleteOpenIDConnectProviderInput) *string { return in.OpenIDConnectProviderArn }), nil),
		"GetOpenIDConnectProvider":                on("GetOpenIDConnectProvider", oidc(s, func(in *iam.GetOpenIDConnectProviderInput) *string { return in.OpenIDConnectProviderArn }), nil),
		"ListOpenIDConnectProviderTags":           on("ListOpenIDConnectProviderTags", oidc(s, func(in *iam.ListOpenIDConnectProviderTagsInput) *string { return in.OpenIDConnectProviderArn }), nil),
		"ListOpenIDConnectProviders":              on("ListOpenIDConnectProviders", anything[iam.ListOpenIDConnectProvidersInput](), nil),
		"RemoveClientIDFromOpenIDConnectProvider": on("RemoveClientIDFromOpenIDConnectProvider", oidc(s, func(in *iam.RemoveClientIDFromOpenIDConnectProviderInput) *string { return in.OpenIDConnectProviderArn }), nil),
		"TagOpenIDConnectProvider": on("TagOpenIDConnectProvider", oidc(s, func(in *iam.TagOpenIDConnectProviderInput) *string { return in.OpenIDConnectProviderArn }),
			func(in *iam.TagOpenIDConnectProviderInput) policy.Context {
				return requestTags(policy.Context{}, in.Tags)
			}),
		"UntagOpenIDConnectProvider": on("UntagOpenIDConnectProvider", oidc(s, func(in *iam.UntagOpenIDConnectProviderInput) *string { return in.OpenIDConnectProviderArn }),
			func(in *iam.UntagOpenIDConnectProviderInput) policy.Context {
				return policy.Context{"aws:TagKeys": in.TagKeys}
			}),
		"UpdateOpenIDConnectProviderThumbprint": on("UpdateOpenIDConnectProviderThumbprint", oidc(s, func(in *iam.UpdateOpenIDConnectProviderThumbprintInput) *string { return in.OpenIDConnectProviderArn }), nil),

		"CreateServiceLinkedRole": on("CreateServiceLinkedRole", newLinked,
			func(in *iam.CreateServiceLinkedRoleInput) policy.Context {
				return asked("iam:AWSServiceName", in.AWSServiceName)
			}),
		"DeleteServiceLinkedRole":            on("DeleteServiceLinkedRole", role(s, func(in *iam.DeleteServiceLinkedRoleInput) *string { return in.RoleName }), nil),
		"GetServiceLinkedRoleDeletionStatus": on("GetServiceLinkedRoleDeletionStatus", deletionTask, nil),

		"GenerateCredentialReport":         on("GenerateCredentialReport", anything[iam.GenerateCredentialReportInput](), nil),
		"GetContextKeysForCustomPolicy":    on("GetContextKeysForCustomPolicy", anything[iam.GetContextKeysForCustomPolicyInput](), nil),
		"GetContextKeysForPrincipalPolicy": on("GetContextKeysForPrincipalPolicy", named(func(in *iam.GetContextKeysForPrincipalPolicyInput) *string { return in.PolicySourceArn }), nil),
		"GetCredentialReport":              on("GetCredentialReport", anything[iam.GetCredentialReportInput](), nil),
		"SimulateCustomPolicy":             on("SimulateCustomPolicy", anything[iam.SimulateCustomPolicyInput](), nil),
		"SimulatePrincipalPolicy":          on("SimulatePrincipalPolicy", named(func(in *iam.SimulatePrincipalPolicyInput) *string { return in.PolicySourceArn }), nil),

		"CreateSAMLProvider": on("CreateSAMLProvider", newSAML,
			func(in *iam.CreateSAMLProviderInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"DeleteSAMLProvider":   on("DeleteSAMLProvider", samlBy(s, func(in *iam.DeleteSAMLProviderInput) *string { return in.SAMLProviderArn }), nil),
		"GetSAMLProvider":      on("GetSAMLProvider", samlBy(s, func(in *iam.GetSAMLProviderInput) *string { return in.SAMLProviderArn }), nil),
		"ListSAMLProviderTags": on("ListSAMLProviderTags", samlBy(s, func(in *iam.ListSAMLProviderTagsInput) *string { return in.SAMLProviderArn }), nil),
		"ListSAMLProviders":    on("ListSAMLProviders", anything[iam.ListSAMLProvidersInput](), nil),
		"TagSAMLProvider": on("TagSAMLProvider", samlBy(s, func(in *iam.TagSAMLProviderInput) *string { return in.SAMLProviderArn }),
			func(in *iam.TagSAMLProviderInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"UntagSAMLProvider": on("UntagSAMLProvider", samlBy(s, func(in *iam.UntagSAMLProviderInput) *string { return in.SAMLProviderArn }),
			func(in *iam.UntagSAMLProviderInput) policy.Context { return policy.Context{"aws:TagKeys": in.TagKeys} }),
		"UpdateSAMLProvider": on("UpdateSAMLProvider", samlBy(s, func(in *iam.UpdateSAMLProviderInput) *string { return in.SAMLProviderArn }), nil),

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
