package iam

import (
	"net/url"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/api/aws/iam"
)

func TestUsers(t *testing.T) {
	s := play(t)
	made := do(s, s.CreateUser, iam.CreateUserInput{UserName: new("Ann"), Path: new("/staff/"), Tags: []iam.Tag{{Key: new("team"), Value: new("web")}}}).User
	if *made.Arn != "arn:aws:iam::123456789012:user/staff/Ann" || !strings.HasPrefix(*made.UserId, "AIDA") || len(made.Tags) != 1 {
		t.Errorf("%+v", made)
	}
	fails(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann")}, "EntityAlreadyExists", "User with name ann already exists.")
	fails(s, s.GetUser, iam.GetUserInput{UserName: new("bob")}, "NoSuchEntity", "The user with name bob cannot be found.")
	if got := do(s, s.GetUser, iam.GetUserInput{}).User; *got.Arn != "arn:aws:iam::123456789012:root" {
		t.Errorf("root: %s", *got.Arn)
	}
	key := do(s, s.CreateAccessKey, iam.CreateAccessKeyInput{UserName: new("Ann")}).AccessKey
	do(s, s.UpdateUser, iam.UpdateUserInput{UserName: new("Ann"), NewUserName: new("Anna"), NewPath: new("/")})
	got := do(s, s.GetUser, iam.GetUserInput{UserName: new("Anna")}).User
	if *got.UserId != *made.UserId || *got.Arn != "arn:aws:iam::123456789012:user/Anna" {
		t.Errorf("renamed: %+v", got)
	}
	s.as(*key.AccessKeyId) // the key moved with the user
	if got := do(s, s.GetUser, iam.GetUserInput{}).User; *got.UserName != "Anna" {
		t.Errorf("self: %s", *got.UserName)
	}
	s.as(rootKey)
	fails(s, s.DeleteUser, iam.DeleteUserInput{UserName: new("Anna")}, "DeleteConflict", "must delete access keys first")
	do(s, s.DeleteAccessKey, iam.DeleteAccessKeyInput{UserName: new("Anna"), AccessKeyId: key.AccessKeyId})
	do(s, s.PutUserPolicy, iam.PutUserPolicyInput{UserName: new("Anna"), PolicyName: new("p"), PolicyDocument: new(allow)})
	fails(s, s.DeleteUser, iam.DeleteUserInput{UserName: new("Anna")}, "DeleteConflict", "must delete policies first")
	do(s, s.DeleteUserPolicy, iam.DeleteUserPolicyInput{UserName: new("Anna"), PolicyName: new("p")})
	do(s, s.DeleteUser, iam.DeleteUserInput{UserName: new("Anna")})
	fails(s, s.DeleteUser, iam.DeleteUserInput{UserName: new("Anna")}, "NoSuchEntity", "Anna")
}

func TestPaging(t *testing.T) {
	s := play(t)
	for _, name := range []string{"b", "A", "c", "D", "e"} {
		do(s, s.CreateUser, iam.CreateUserInput{UserName: new(name), Path: new("/" + strings.ToLower(name) + "/")})
	}
	var names []string
	in := iam.ListUsersInput{MaxItems: new(int32(2))}
	for pages := 1; ; pages++ {
		out := do(s, s.ListUsers, in)
		for _, u := range out.Users {
			names = append(names, *u.UserName)
		}
		if !*out.IsTruncated {
			if out.Marker != nil || pages != 3 {
				t.Errorf("page %d, marker %v", pages, out.Marker)
			}
			break
		}
		in.Marker = out.Marker
	}
	if got := strings.Join(names, ""); got != "AbcDe" {
		t.Error(got)
	}
	if out := do(s, s.ListUsers, iam.ListUsersInput{PathPrefix: new("/c")}); len(out.Users) != 1 || *out.Users[0].UserName != "c" {
		t.Errorf("%+v", out)
	}
	fails(s, s.ListUsers, iam.ListUsersInput{Marker: new("!")}, "ValidationError", "Marker")
	all := do(s, s.ListPolicies, iam.ListPoliciesInput{MaxItems: new(int32(1000))}).Policies
	seen, page := 0, iam.ListPoliciesInput{MaxItems: new(int32(7))}
	for {
		out := do(s, s.ListPolicies, page)
		for _, p := range out.Policies {
			if *p.Arn != *all[seen].Arn {
				t.Fatalf("%d: %s, want %s", seen, *p.Arn, *all[seen].Arn)
			}
			seen++
		}
		if page.Marker = out.Marker; page.Marker == nil {
			break
		}
	}
	if seen != len(all) || seen < 50 {
		t.Errorf("%d of %d", seen, len(all))
	}
}

func TestGroups(t *testing.T) {
	s := play(t)
	do(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("Staff")})
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann")})
	add := iam.AddUserToGroupInput{GroupName: new("Staff"), UserName: new("ann")}
	do(s, s.AddUserToGroup, add)
	do(s, s.AddUserToGroup, add)
	fails(s, s.AddUserToGroup, iam.AddUserToGroupInput{GroupName: new("x"), UserName: new("ann")}, "NoSuchEntity", "The group with name x cannot be found.")
	fails(s, s.DeleteGroup, iam.DeleteGroupInput{GroupName: new("Staff")}, "DeleteConflict", "must remove users from group first")
	do(s, s.UpdateGroup, iam.UpdateGroupInput{GroupName: new("Staff"), NewGroupName: new("Crew")})
	if out := do(s, s.GetGroup, iam.GetGroupInput{GroupName: new("Crew")}); len(out.Users) != 1 || *out.Users[0].UserName != "ann" {
		t.Errorf("%+v", out)
	}
	if out := do(s, s.ListGroupsForUser, iam.ListGroupsForUserInput{UserName: new("ann")}); len(out.Groups) != 1 || *out.Groups[0].GroupName != "Crew" {
		t.Errorf("%+v", out)
	}
	fails(s, s.DeleteUser, iam.DeleteUserInput{UserName: new("ann")}, "DeleteConflict", "must remove users from group first")
	readOnly := new("arn:aws:iam::aws:policy/ReadOnlyAccess")
	do(s, s.AttachGroupPolicy, iam.AttachGroupPolicyInput{GroupName: new("Crew"), PolicyArn: readOnly})
	do(s, s.RemoveUserFromGroup, iam.RemoveUserFromGroupInput{GroupName: new("Crew"), UserName: new("ann")})
	fails(s, s.DeleteGroup, iam.DeleteGroupInput{GroupName: new("Crew")}, "DeleteConflict", "must detach all policies first")
	do(s, s.DetachGroupPolicy, iam.DetachGroupPolicyInput{GroupName: new("Crew"), PolicyArn: readOnly})
	do(s, s.DeleteGroup, iam.DeleteGroupInput{GroupName: new("Crew")})
	for i := range maxGroupsPerUser + 1 {
		name := "g" + string(rune('a'+i))
		do(s, s.CreateGroup, iam.CreateGroupInput{GroupName: &name})
		in := iam.AddUserToGroupInput{GroupName: &name, UserName: new("ann")}
		if i < maxGroupsPerUser {
			do(s, s.AddUserToGroup, in)
		} else {
			fails(s, s.AddUserToGroup, in, "LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10")
		}
	}
}

func TestRolesAndProfiles(t *testing.T) {
	s := play(t)
	fails(s, s.CreateRole, iam.CreateRoleInput{RoleName: new("r"), AssumeRolePolicyDocument: new(allow)}, "MalformedPolicyDocument", "AssumeRole policy")
	for _, name := range []string{"user/nobody", "role/nothing"} {
		doc := strings.Replace(trust, `"Service":"ec2.amazonaws.com"`, `"AWS":"arn:aws:iam::123456789012:`+name+`"`, 1)
		fails(s, s.CreateRole, iam.CreateRoleInput{RoleName: new("r"), AssumeRolePolicyDocument: &doc}, "MalformedPolicyDocument", "Invalid principal in policy")
	}
	foreign := strings.Replace(trust, `"Service":"ec2.amazonaws.com"`, `"AWS":"arn:aws:iam::999999999999:user/x"`, 1)
	role := do(s, s.CreateRole, iam.CreateRoleInput{RoleName: new("r"), AssumeRolePolicyDocument: &foreign, Description: new("d")}).Role
	if doc, err := url.QueryUnescape(*role.AssumeRolePolicyDocument); err != nil || doc != foreign || strings.Contains(*role.AssumeRolePolicyDocument, "{") || *role.MaxSessionDuration != 3600 {
		t.Errorf("%+v", role)
	}
	do(s, s.UpdateAssumeRolePolicy, iam.UpdateAssumeRolePolicyInput{RoleName: new("r"), PolicyDocument: new(trust)})
	do(s, s.UpdateRole, iam.UpdateRoleInput{RoleName: new("r"), MaxSessionDuration: new(int32(7200))})
	do(s, s.TagRole, iam.TagRoleInput{RoleName: new("r"), Tags: []iam.Tag{{Key: new("Env"), Value: new("a")}}})
	do(s, s.TagRole, iam.TagRoleInput{RoleName: new("r"), Tags: []iam.Tag{{Key: new("env"), Value: new("b")}, {Key: new("x"), Value: new("")}}})
	do(s, s.UntagRole, iam.UntagRoleInput{RoleName: new("r"), TagKeys: []string{"X"}})
	got := do(s, s.GetRole, iam.GetRoleInput{RoleName: new("r")}).Role
	if *got.MaxSessionDuration != 7200 || *got.Description != "d" || len(got.Tags) != 1 || *got.Tags[0].Key != "Env" || *got.Tags[0].Value != "b" {
		t.Errorf("%+v", got)
	}
	fails(s, s.TagRole, iam.TagRoleInput{RoleName: new("r"), Tags: []iam.Tag{{Key: new("a"), Value: new("")}, {Key: new("A"), Value: new("")}}}, "InvalidInput", "Duplicate tag keys")

	do(s, s.CreateInstanceProfile, iam.CreateInstanceProfileInput{InstanceProfileName: new("p")})
	add := iam.AddRoleToInstanceProfileInput{InstanceProfileName: new("p"), RoleName: new("r")}
	do(s, s.AddRoleToInstanceProfile, add)
	fails(s, s.AddRoleToInstanceProfile, add, "LimitExceeded", "InstanceSessionsPerInstanceProfile: 1")
	if out := do(s, s.ListInstanceProfilesForRole, iam.ListInstanceProfilesForRoleInput{RoleName: new("R")}); len(out.InstanceProfiles) != 1 || len(out.InstanceProfiles[0].Roles) != 1 {
		t.Errorf("%+v", out)
	}
	if out := do(s, s.ListInstanceProfiles, iam.ListInstanceProfilesInput{}); len(out.InstanceProfiles) != 1 {
		t.Errorf("%+v", out)
	}
	fails(s, s.DeleteRole, iam.DeleteRoleInput{RoleName: new("r")}, "DeleteConflict", "must remove roles from instance profile first")
	fails(s, s.DeleteInstanceProfile, iam.DeleteInstanceProfileInput{InstanceProfileName: new("p")}, "DeleteConflict", "must remove roles")
	do(s, s.RemoveRoleFromInstanceProfile, iam.RemoveRoleFromInstanceProfileInput{InstanceProfileName: new("p"), RoleName: new("r")})
	do(s, s.DeleteInstanceProfile, iam.DeleteInstanceProfileInput{InstanceProfileName: new("p")})
	do(s, s.DeleteRole, iam.DeleteRoleInput{RoleName: new("r")})
	fails(s, s.GetRole, iam.GetRoleInput{RoleName: new("r")}, "NoSuchEntity", "The role with name r cannot be found.")
}
