package iam

import (
	"context"
	"maps"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// authorisers say for each operation which action on which resource must be
// allowed, and which condition keys it has ("Actions, resources, and condition
// keys for AWS Identity and Access Management" in the Service Authorization
// Reference).
func (s *Service) authorisers() map[string]gateway.Authoriser {
	all := s.moreAuthorisers()
	maps.Copy(all, map[string]gateway.Authoriser{
		"AddRoleToInstanceProfile": gateway.Authorise(s.passRole),
		"AddUserToGroup":           on("AddUserToGroup", group(s, func(in *iam.AddUserToGroupInput) *string { return in.GroupName }), nil),
		"AttachGroupPolicy": on("AttachGroupPolicy", group(s, func(in *iam.AttachGroupPolicyInput) *string { return in.GroupName }),
			func(in *iam.AttachGroupPolicyInput) policy.Context { return asked("iam:PolicyARN", in.PolicyArn) }),
		"AttachRolePolicy": on("AttachRolePolicy", role(s, func(in *iam.AttachRolePolicyInput) *string { return in.RoleName }),
			func(in *iam.AttachRolePolicyInput) policy.Context { return asked("iam:PolicyARN", in.PolicyArn) }),
		"AttachUserPolicy": on("AttachUserPolicy", user(s, func(in *iam.AttachUserPolicyInput) *string { return in.UserName }),
			func(in *iam.AttachUserPolicyInput) policy.Context { return asked("iam:PolicyARN", in.PolicyArn) }),
		"CreateAccessKey": on("CreateAccessKey", user(s, func(in *iam.CreateAccessKeyInput) *string { return in.UserName }), nil),
		"CreateGroup":     on("CreateGroup", created("group", func(in *iam.CreateGroupInput) *string { return in.Path }, func(in *iam.CreateGroupInput) *string { return in.GroupName }), nil),
		"CreateInstanceProfile": on("CreateInstanceProfile", created("instance-profile", func(in *iam.CreateInstanceProfileInput) *string { return in.Path }, func(in *iam.CreateInstanceProfileInput) *string { return in.InstanceProfileName }),
			func(in *iam.CreateInstanceProfileInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"CreatePolicy": on("CreatePolicy", created("policy", func(in *iam.CreatePolicyInput) *string { return in.Path }, func(in *iam.CreatePolicyInput) *string { return in.PolicyName }),
			func(in *iam.CreatePolicyInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"CreatePolicyVersion": on("CreatePolicyVersion", managed(s, func(in *iam.CreatePolicyVersionInput) *string { return in.PolicyArn }), nil),
		"CreateRole": on("CreateRole", created("role", func(in *iam.CreateRoleInput) *string { return in.Path }, func(in *iam.CreateRoleInput) *string { return in.RoleName }),
			func(in *iam.CreateRoleInput) policy.Context {
				return requestTags(asked("iam:PermissionsBoundary", in.PermissionsBoundary), in.Tags)
			}),
		"CreateUser": on("CreateUser", created("user", func(in *iam.CreateUserInput) *string { return in.Path }, func(in *iam.CreateUserInput) *string { return in.UserName }),
			func(in *iam.CreateUserInput) policy.Context {
				return requestTags(asked("iam:PermissionsBoundary", in.PermissionsBoundary), in.Tags)
			}),
		"DeleteAccessKey":               on("DeleteAccessKey", user(s, func(in *iam.DeleteAccessKeyInput) *string { return in.UserName }), nil),
		"DeleteGroup":                   on("DeleteGroup", group(s, func(in *iam.DeleteGroupInput) *string { return in.GroupName }), nil),
		"DeleteGroupPolicy":             on("DeleteGroupPolicy", group(s, func(in *iam.DeleteGroupPolicyInput) *string { return in.GroupName }), nil),
		"DeleteInstanceProfile":         on("DeleteInstanceProfile", profile(s, func(in *iam.DeleteInstanceProfileInput) *string { return in.InstanceProfileName }), nil),
		"DeletePolicy":                  on("DeletePolicy", managed(s, func(in *iam.DeletePolicyInput) *string { return in.PolicyArn }), nil),
		"DeletePolicyVersion":           on("DeletePolicyVersion", managed(s, func(in *iam.DeletePolicyVersionInput) *string { return in.PolicyArn }), nil),
		"DeleteRole":                    on("DeleteRole", role(s, func(in *iam.DeleteRoleInput) *string { return in.RoleName }), nil),
		"DeleteRolePermissionsBoundary": on("DeleteRolePermissionsBoundary", role(s, func(in *iam.DeleteRolePermissionsBoundaryInput) *string { return in.RoleName }), nil),
		"DeleteRolePolicy":              on("DeleteRolePolicy", role(s, func(in *iam.DeleteRolePolicyInput) *string { return in.RoleName }), nil),
		"DeleteUser":                    on("DeleteUser", user(s, func(in *iam.DeleteUserInput) *string { return in.UserName }), nil),
		"DeleteUserPermissionsBoundary": on("DeleteUserPermissionsBoundary", user(s, func(in *iam.DeleteUserPermissionsBoundaryInput) *string { return in.UserName }), nil),
		"DeleteUserPolicy":              on("DeleteUserPolicy", user(s, func(in *iam.DeleteUserPolicyInput) *string { return in.UserName }), nil),
		"DetachGroupPolicy": on("DetachGroupPolicy", group(s, func(in *iam.DetachGroupPolicyInput) *string { return in.GroupName }),
			func(in *iam.DetachGroupPolicyInput) policy.Context { return asked("iam:PolicyARN", in.PolicyArn) }),
		"DetachRolePolicy": on("DetachRolePolicy", role(s, func(in *iam.DetachRolePolicyInput) *string { return in.RoleName }),
			func(in *iam.DetachRolePolicyInput) policy.Context { return asked("iam:PolicyARN", in.PolicyArn) }),
		"DetachUserPolicy": on("DetachUserPolicy", user(s, func(in *iam.DetachUserPolicyInput) *string { return in.UserName }),
			func(in *iam.DetachUserPolicyInput) policy.Context { return asked("iam:PolicyARN", in.PolicyArn) }),
		"GetAccessKeyLastUsed":        gateway.Authorise(s.keyOwner),
		"GetAccountSummary":           on("GetAccountSummary", anything[iam.GetAccountSummaryInput](), nil),
		"GetGroup":                    on("GetGroup", group(s, func(in *iam.GetGroupInput) *string { return in.GroupName }), nil),
		"GetGroupPolicy":              on("GetGroupPolicy", group(s, func(in *iam.GetGroupPolicyInput) *string { return in.GroupName }), nil),
		"GetInstanceProfile":          on("GetInstanceProfile", profile(s, func(in *iam.GetInstanceProfileInput) *string { return in.InstanceProfileName }), nil),
		"GetPolicy":                   on("GetPolicy", managed(s, func(in *iam.GetPolicyInput) *string { return in.PolicyArn }), nil),
		"GetPolicyVersion":            on("GetPolicyVersion", managed(s, func(in *iam.GetPolicyVersionInput) *string { return in.PolicyArn }), nil),
		"GetRole":                     on("GetRole", role(s, func(in *iam.GetRoleInput) *string { return in.RoleName }), nil),
		"GetRolePolicy":               on("GetRolePolicy", role(s, func(in *iam.GetRolePolicyInput) *string { return in.RoleName }), nil),
		"GetUser":                     on("GetUser", user(s, func(in *iam.GetUserInput) *string { return in.UserName }), nil),
		"GetUserPolicy":               on("GetUserPolicy", user(s, func(in *iam.GetUserPolicyInput) *string { return in.UserName }), nil),
		"ListAccessKeys":              on("ListAccessKeys", user(s, func(in *iam.ListAccessKeysInput) *string { return in.UserName }), nil),
		"ListAccountAliases":          on("ListAccountAliases", anything[iam.ListAccountAliasesInput](), nil),
		"ListAttachedGroupPolicies":   on("ListAttachedGroupPolicies", group(s, func(in *iam.ListAttachedGroupPoliciesInput) *string { return in.GroupName }), nil),
		"ListAttachedRolePolicies":    on("ListAttachedRolePolicies", role(s, func(in *iam.ListAttachedRolePoliciesInput) *string { return in.RoleName }), nil),
		"ListAttachedUserPolicies":    on("ListAttachedUserPolicies", user(s, func(in *iam.ListAttachedUserPoliciesInput) *string { return in.UserName }), nil),
		"ListEntitiesForPolicy":       on("ListEntitiesForPolicy", managed(s, func(in *iam.ListEntitiesForPolicyInput) *string { return in.PolicyArn }), nil),
		"ListGroupPolicies":           on("ListGroupPolicies", group(s, func(in *iam.ListGroupPoliciesInput) *string { return in.GroupName }), nil),
		"ListGroups":                  on("ListGroups", listing("group", func(in *iam.ListGroupsInput) *string { return in.PathPrefix }), nil),
		"ListGroupsForUser":           on("ListGroupsForUser", user(s, func(in *iam.ListGroupsForUserInput) *string { return in.UserName }), nil),
		"ListInstanceProfileTags":     on("ListInstanceProfileTags", profile(s, func(in *iam.ListInstanceProfileTagsInput) *string { return in.InstanceProfileName }), nil),
		"ListInstanceProfiles":        on("ListInstanceProfiles", listing("instance-profile", func(in *iam.ListInstanceProfilesInput) *string { return in.PathPrefix }), nil),
		"ListInstanceProfilesForRole": on("ListInstanceProfilesForRole", role(s, func(in *iam.ListInstanceProfilesForRoleInput) *string { return in.RoleName }), nil),
		"ListPolicies":                on("ListPolicies", listing("policy", func(in *iam.ListPoliciesInput) *string { return in.PathPrefix }), nil),
		"ListPolicyTags":              on("ListPolicyTags", managed(s, func(in *iam.ListPolicyTagsInput) *string { return in.PolicyArn }), nil),
		"ListPolicyVersions":          on("ListPolicyVersions", managed(s, func(in *iam.ListPolicyVersionsInput) *string { return in.PolicyArn }), nil),
		"ListRolePolicies":            on("ListRolePolicies", role(s, func(in *iam.ListRolePoliciesInput) *string { return in.RoleName }), nil),
		"ListRoleTags":                on("ListRoleTags", role(s, func(in *iam.ListRoleTagsInput) *string { return in.RoleName }), nil),
		"ListRoles":                   on("ListRoles", listing("role", func(in *iam.ListRolesInput) *string { return in.PathPrefix }), nil),
		"ListUserPolicies":            on("ListUserPolicies", user(s, func(in *iam.ListUserPoliciesInput) *string { return in.UserName }), nil),
		"ListUserTags":                on("ListUserTags", user(s, func(in *iam.ListUserTagsInput) *string { return in.UserName }), nil),
		"ListUsers":                   on("ListUsers", listing("user", func(in *iam.ListUsersInput) *string { return in.PathPrefix }), nil),
		"PutGroupPolicy":              on("PutGroupPolicy", group(s, func(in *iam.PutGroupPolicyInput) *string { return in.GroupName }), nil),
		"PutRolePermissionsBoundary": on("PutRolePermissionsBoundary", role(s, func(in *iam.PutRolePermissionsBoundaryInput) *string { return in.RoleName }),
			func(in *iam.PutRolePermissionsBoundaryInput) policy.Context {
				return asked("iam:PermissionsBoundary", in.PermissionsBoundary)
			}),
		"PutRolePolicy": on("PutRolePolicy", role(s, func(in *iam.PutRolePolicyInput) *string { return in.RoleName }), nil),
		"PutUserPermissionsBoundary": on("PutUserPermissionsBoundary", user(s, func(in *iam.PutUserPermissionsBoundaryInput) *string { return in.UserName }),
			func(in *iam.PutUserPermissionsBoundaryInput) policy.Context {
				return asked("iam:PermissionsBoundary", in.PermissionsBoundary)
			}),
		"PutUserPolicy":                 on("PutUserPolicy", user(s, func(in *iam.PutUserPolicyInput) *string { return in.UserName }), nil),
		"RemoveRoleFromInstanceProfile": on("RemoveRoleFromInstanceProfile", profile(s, func(in *iam.RemoveRoleFromInstanceProfileInput) *string { return in.InstanceProfileName }), nil),
		"RemoveUserFromGroup":           on("RemoveUserFromGroup", group(s, func(in *iam.RemoveUserFromGroupInput) *string { return in.GroupName }), nil),
		"SetDefaultPolicyVersion":       on("SetDefaultPolicyVersion", managed(s, func(in *iam.SetDefaultPolicyVersionInput) *string { return in.PolicyArn }), nil),
		"TagInstanceProfile": on("TagInstanceProfile", profile(s, func(in *iam.TagInstanceProfileInput) *string { return in.InstanceProfileName }),
			func(in *iam.TagInstanceProfileInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"TagPolicy": on("TagPolicy", managed(s, func(in *iam.TagPolicyInput) *string { return in.PolicyArn }),
			func(in *iam.TagPolicyInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"TagRole": on("TagRole", role(s, func(in *iam.TagRoleInput) *string { return in.RoleName }),
			func(in *iam.TagRoleInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"TagUser": on("TagUser", user(s, func(in *iam.TagUserInput) *string { return in.UserName }),
			func(in *iam.TagUserInput) policy.Context { return requestTags(policy.Context{}, in.Tags) }),
		"UntagInstanceProfile": on("UntagInstanceProfile", profile(s, func(in *iam.UntagInstanceProfileInput) *string { return in.InstanceProfileName }),
			func(in *iam.UntagInstanceProfileInput) policy.Context {
				return policy.Context{"aws:TagKeys": in.TagKeys}
			}),
		"UntagPolicy": on("UntagPolicy", managed(s, func(in *iam.UntagPolicyInput) *string { return in.PolicyArn }),
			func(in *iam.UntagPolicyInput) policy.Context { return policy.Context{"aws:TagKeys": in.TagKeys} }),
		"UntagRole": on("UntagRole", role(s, func(in *iam.UntagRoleInput) *string { return in.RoleName }),
			func(in *iam.UntagRoleInput) policy.Context { return policy.Context{"aws:TagKeys": in.TagKeys} }),
		"UntagUser": on("UntagUser", user(s, func(in *iam.UntagUserInput) *string { return in.UserName }),
			func(in *iam.UntagUserInput) policy.Context { return policy.Context{"aws:TagKeys": in.TagKeys} }),
		"UpdateAccessKey":        on("UpdateAccessKey", user(s, func(in *iam.UpdateAccessKeyInput) *string { return in.UserName }), nil),
		"UpdateAssumeRolePolicy": on("UpdateAssumeRolePolicy", role(s, func(in *iam.UpdateAssumeRolePolicyInput) *string { return in.RoleName }), nil),
		"UpdateGroup":            moved("UpdateGroup", group(s, func(in *iam.UpdateGroupInput) *string { return in.GroupName }), func(in *iam.UpdateGroupInput) (path, name *string) { return in.NewPath, in.NewGroupName }),
		"UpdateRole":             on("UpdateRole", role(s, func(in *iam.UpdateRoleInput) *string { return in.RoleName }), nil),
		"UpdateRoleDescription":  on("UpdateRoleDescription", role(s, func(in *iam.UpdateRoleDescriptionInput) *string { return in.RoleName }), nil),
		"UpdateUser":             moved("UpdateUser", user(s, func(in *iam.UpdateUserInput) *string { return in.UserName }), func(in *iam.UpdateUserInput) (path, name *string) { return in.NewPath, in.NewUserName }),
	})
	return all
}

// keyOwner authorises GetAccessKeyLastUsed on the user that the key belongs to.
func (s *Service) keyOwner(ctx context.Context, in *iam.GetAccessKeyLastUsedInput) ([]identity.Check, error) {
	account := gateway.CallFrom(ctx).Account
	var owner *string
	err := s.db.View(ctx, func(tx kv.Tx) error {
		k, err := s.ids.Key(tx, *in.AccessKeyId)
		if err == nil && k.Account == account {
			owner = &k.User
		}
		return ignoreNotFound(err)
	})
	if err != nil {
		return nil, err
	}
	t, err := user(s, func(*iam.GetAccessKeyLastUsedInput) *string { return owner })(ctx, in)
	if owner == nil {
		t = target{arn: newARN(ctx, "user", nil, new("*"))}
	}
	return check(ctx, "GetAccessKeyLastUsed", t, nil), err
}

// passRole authorises AddRoleToInstanceProfile: besides the action itself the
// caller must be allowed to pass the role.
func (s *Service) passRole(ctx context.Context, in *iam.AddRoleToInstanceProfileInput) ([]identity.Check, error) {
	to, err := profile(s, func(in *iam.AddRoleToInstanceProfileInput) *string { return in.InstanceProfileName })(ctx, in)
	if err != nil {
		return nil, err
	}
	what, err := role(s, func(in *iam.AddRoleToInstanceProfileInput) *string { return in.RoleName })(ctx, in)
	if err != nil {
		return nil, err
	}
	return append(check(ctx, "AddRoleToInstanceProfile", to, nil),
		check(ctx, "PassRole", what, policy.Context{"iam:PassedToService": {"ec2.amazonaws.com"}})...), nil
}
