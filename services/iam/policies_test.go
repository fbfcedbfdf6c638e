package iam

import (
	"net/url"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/api/aws/iam"
)

func TestManagedPolicyVersions(t *testing.T) {
	s := play(t)
	fails(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("p"), PolicyDocument: new(`{`)}, "MalformedPolicyDocument", "invalid Json")
	fails(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("p"), PolicyDocument: new(trust)}, "MalformedPolicyDocument", "should not specify a principal")
	long := strings.Replace(allow, `"s3:*"`, `["s3:`+strings.Repeat("a", maxManagedSize)+`"]`, 1)
	fails(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("p"), PolicyDocument: &long}, "LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
	spaced := allow + strings.Repeat(" \n", maxManagedSize)
	p := do(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("p"), Path: new("/a/"), PolicyDocument: &spaced}).Policy
	if *p.Arn != "arn:aws:iam::123456789012:policy/a/p" || *p.DefaultVersionId != "v1" || !strings.HasPrefix(*p.PolicyId, "ANPA") {
		t.Errorf("%+v", p)
	}
	fails(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("P"), PolicyDocument: new(allow)}, "EntityAlreadyExists", "A policy called P already exists")
	for i := range maxVersions - 1 {
		do(s, s.CreatePolicyVersion, iam.CreatePolicyVersionInput{PolicyArn: p.Arn, PolicyDocument: new(allow), SetAsDefault: new(i == 1)})
	}
	fails(s, s.CreatePolicyVersion, iam.CreatePolicyVersionInput{PolicyArn: p.Arn, PolicyDocument: new(allow)}, "LimitExceeded", "up to 5 versions")
	list := do(s, s.ListPolicyVersions, iam.ListPolicyVersionsInput{PolicyArn: p.Arn, MaxItems: new(int32(3))})
	if len(list.Versions) != 3 || *list.Versions[0].VersionId != "v5" || !*list.Versions[2].IsDefaultVersion {
		t.Errorf("%+v", list)
	}
	rest := do(s, s.ListPolicyVersions, iam.ListPolicyVersionsInput{PolicyArn: p.Arn, Marker: list.Marker})
	if len(rest.Versions) != 2 || *rest.Versions[1].VersionId != "v1" {
		t.Errorf("%+v", rest)
	}
	fails(s, s.DeletePolicyVersion, iam.DeletePolicyVersionInput{PolicyArn: p.Arn, VersionId: new("v3")}, "DeleteConflict", "default version")
	do(s, s.SetDefaultPolicyVersion, iam.SetDefaultPolicyVersionInput{PolicyArn: p.Arn, VersionId: new("v2")})
	do(s, s.DeletePolicyVersion, iam.DeletePolicyVersionInput{PolicyArn: p.Arn, VersionId: new("v5")})
	if v := do(s, s.CreatePolicyVersion, iam.CreatePolicyVersionInput{PolicyArn: p.Arn, PolicyDocument: new(allow)}).PolicyVersion; *v.VersionId != "v6" {
		t.Errorf("numbers are never used again: %s", *v.VersionId)
	}
	fails(s, s.GetPolicyVersion, iam.GetPolicyVersionInput{PolicyArn: p.Arn, VersionId: new("v5")}, "NoSuchEntity", "v5")
	v := do(s, s.GetPolicyVersion, iam.GetPolicyVersionInput{PolicyArn: p.Arn, VersionId: new("v1")}).PolicyVersion
	if doc, _ := url.PathUnescape(*v.Document); doc != spaced || strings.Contains(*v.Document, "+") {
		t.Errorf("document: %.80s", *v.Document)
	}
	fails(s, s.DeletePolicy, iam.DeletePolicyInput{PolicyArn: p.Arn}, "DeleteConflict", "more than one version")
	for _, id := range []string{"v1", "v3", "v4", "v6"} {
		do(s, s.DeletePolicyVersion, iam.DeletePolicyVersionInput{PolicyArn: p.Arn, VersionId: &id})
	}
	do(s, s.DeletePolicy, iam.DeletePolicyInput{PolicyArn: p.Arn})
	fails(s, s.GetPolicy, iam.GetPolicyInput{PolicyArn: p.Arn}, "NoSuchEntity", "was not found")
	aws := new("arn:aws:iam::aws:policy/AdministratorAccess")
	fails(s, s.DeletePolicy, iam.DeletePolicyInput{PolicyArn: aws}, "AccessDenied", "AdministratorAccess")
	fails(s, s.TagPolicy, iam.TagPolicyInput{PolicyArn: aws}, "AccessDenied", "AdministratorAccess")
}

func TestAttachments(t *testing.T) {
	s := play(t)
	arn := do(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("p"), PolicyDocument: new(allow)}).Policy.Arn
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann"), PermissionsBoundary: arn})
	do(s, s.CreateRole, iam.CreateRoleInput{RoleName: new("r"), AssumeRolePolicyDocument: new(trust)})
	do(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("g")})
	do(s, s.AttachUserPolicy, iam.AttachUserPolicyInput{UserName: new("ann"), PolicyArn: arn})
	do(s, s.AttachUserPolicy, iam.AttachUserPolicyInput{UserName: new("ann"), PolicyArn: arn})
	do(s, s.AttachRolePolicy, iam.AttachRolePolicyInput{RoleName: new("r"), PolicyArn: arn})
	do(s, s.AttachGroupPolicy, iam.AttachGroupPolicyInput{GroupName: new("g"), PolicyArn: arn})
	do(s, s.PutRolePermissionsBoundary, iam.PutRolePermissionsBoundaryInput{RoleName: new("r"), PermissionsBoundary: arn})

	p := do(s, s.GetPolicy, iam.GetPolicyInput{PolicyArn: arn}).Policy
	if *p.AttachmentCount != 3 || *p.PermissionsBoundaryUsageCount != 2 {
		t.Errorf("%d %d", *p.AttachmentCount, *p.PermissionsBoundaryUsageCount)
	}
	all := do(s, s.ListEntitiesForPolicy, iam.ListEntitiesForPolicyInput{PolicyArn: arn})
	if len(all.PolicyUsers) != 1 || len(all.PolicyGroups) != 1 || len(all.PolicyRoles) != 1 || *all.PolicyUsers[0].UserName != "ann" {
		t.Errorf("%+v", all)
	}
	bounds := do(s, s.ListEntitiesForPolicy, iam.ListEntitiesForPolicyInput{PolicyArn: arn, PolicyUsageFilter: new("PermissionsBoundary"), EntityFilter: new("Role")})
	if len(bounds.PolicyUsers)+len(bounds.PolicyGroups) != 0 || len(bounds.PolicyRoles) != 1 {
		t.Errorf("%+v", bounds)
	}
	if out := do(s, s.ListPolicies, iam.ListPoliciesInput{OnlyAttached: new(true)}); len(out.Policies) != 1 {
		t.Errorf("%+v", out.Policies)
	}
	if out := do(s, s.ListAttachedUserPolicies, iam.ListAttachedUserPoliciesInput{UserName: new("ann")}); len(out.AttachedPolicies) != 1 || *out.AttachedPolicies[0].PolicyName != "p" {
		t.Errorf("%+v", out)
	}
	if out := do(s, s.ListAttachedUserPolicies, iam.ListAttachedUserPoliciesInput{UserName: new("ann"), PathPrefix: new("/x/")}); len(out.AttachedPolicies) != 0 {
		t.Errorf("%+v", out)
	}
	fails(s, s.DeletePolicy, iam.DeletePolicyInput{PolicyArn: arn}, "DeleteConflict", "attached to entities")
	fails(s, s.DeleteRole, iam.DeleteRoleInput{RoleName: new("r")}, "DeleteConflict", "must detach all policies first")
	fails(s, s.AttachUserPolicy, iam.AttachUserPolicyInput{UserName: new("ann"), PolicyArn: new("arn:aws:iam::123456789012:policy/none")}, "NoSuchEntity", "does not exist or is not attachable")
	do(s, s.DetachUserPolicy, iam.DetachUserPolicyInput{UserName: new("ann"), PolicyArn: arn})
	fails(s, s.DetachUserPolicy, iam.DetachUserPolicyInput{UserName: new("ann"), PolicyArn: arn}, "NoSuchEntity", "was not found")
	do(s, s.DeleteUserPermissionsBoundary, iam.DeleteUserPermissionsBoundaryInput{UserName: new("ann")})
	fails(s, s.DeleteUserPermissionsBoundary, iam.DeleteUserPermissionsBoundaryInput{UserName: new("ann")}, "NoSuchEntity", "permissions boundary")
	n := 0
	for p := range s.ids.AWSPolicies() {
		in := iam.AttachUserPolicyInput{UserName: new("ann"), PolicyArn: new(p.ARN())}
		if n++; n > maxAttached {
			fails(s, s.AttachUserPolicy, in, "LimitExceeded", "Cannot exceed quota for PoliciesPerUser: 10")
			break
		}
		do(s, s.AttachUserPolicy, in)
	}
}

func TestInlinePolicies(t *testing.T) {
	s := play(t)
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann")})
	put := iam.PutUserPolicyInput{UserName: new("ann"), PolicyName: new("p"), PolicyDocument: new(allow)}
	do(s, s.PutUserPolicy, put)
	got := do(s, s.GetUserPolicy, iam.GetUserPolicyInput{UserName: new("ann"), PolicyName: new("p")})
	if doc, _ := url.QueryUnescape(*got.PolicyDocument); doc != allow {
		t.Error(doc)
	}
	fails(s, s.GetUserPolicy, iam.GetUserPolicyInput{UserName: new("ann"), PolicyName: new("q")}, "NoSuchEntity", "The user policy with name q cannot be found.")
	big := strings.Replace(allow, `"s3:*"`, `["s3:`+strings.Repeat("a", maxUserInlineSize-len(allow))+`"]`, 1)
	put.PolicyName, put.PolicyDocument = new("q"), &big
	fails(s, s.PutUserPolicy, put, "LimitExceeded", "Maximum policy size of 2048 bytes exceeded for user ann")
	put.PolicyDocument = new(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}`)
	fails(s, s.PutUserPolicy, put, "MalformedPolicyDocument", "must contain actions")
	if out := do(s, s.ListUserPolicies, iam.ListUserPoliciesInput{UserName: new("ann")}); len(out.PolicyNames) != 1 || out.PolicyNames[0] != "p" {
		t.Errorf("%+v", out)
	}
}

func TestAccessKeys(t *testing.T) {
	s := play(t)
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann")})
	in := iam.CreateAccessKeyInput{UserName: new("ann")}
	first := do(s, s.CreateAccessKey, in).AccessKey
	if len(*first.AccessKeyId) != 20 || len(*first.SecretAccessKey) != 40 || *first.Status != "Active" || *first.UserName != "ann" {
		t.Errorf("%s %s", *first.AccessKeyId, *first.Status)
	}
	do(s, s.CreateAccessKey, in)
	fails(s, s.CreateAccessKey, in, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2")
	do(s, s.UpdateAccessKey, iam.UpdateAccessKeyInput{UserName: new("ann"), AccessKeyId: first.AccessKeyId, Status: new("Inactive")})
	for _, k := range do(s, s.ListAccessKeys, iam.ListAccessKeysInput{UserName: new("ann")}).AccessKeyMetadata {
		if (*k.Status == "Inactive") != (*k.AccessKeyId == *first.AccessKeyId) {
			t.Errorf("%s: %s", *k.AccessKeyId, *k.Status)
		}
	}
	used := do(s, s.GetAccessKeyLastUsed, iam.GetAccessKeyLastUsedInput{AccessKeyId: first.AccessKeyId})
	if *used.UserName != "ann" || *used.AccessKeyLastUsed.ServiceName != "N/A" || used.AccessKeyLastUsed.LastUsedDate != nil {
		t.Errorf("%+v", used)
	}
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("bob")})
	fails(s, s.DeleteAccessKey, iam.DeleteAccessKeyInput{UserName: new("bob"), AccessKeyId: first.AccessKeyId}, "NoSuchEntity", *first.AccessKeyId)
	if out := do(s, s.ListAccessKeys, iam.ListAccessKeysInput{}); len(out.AccessKeyMetadata) != 1 {
		t.Errorf("root's: %+v", out)
	}
}

// The checks ask about the entity as it is: its path, its tags, its boundary.
func TestAuthorisers(t *testing.T) {
	s := play(t)
	arn := do(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("p"), PolicyDocument: new(allow)}).Policy.Arn
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("Ann"), Path: new("/staff/"), PermissionsBoundary: arn, Tags: []iam.Tag{{Key: new("team"), Value: new("web")}}})
	do(s, s.CreateRole, iam.CreateRoleInput{RoleName: new("r"), Path: new("/app/"), AssumeRolePolicyDocument: new(trust)})
	for _, c := range []struct {
		op, action, resource, key, value string
		in                               any
	}{
		{"GetUser", "iam:GetUser", "arn:aws:iam::123456789012:user/staff/Ann", "iam:ResourceTag/team", "web", &iam.GetUserInput{UserName: new("ann")}},
		{"GetUser", "iam:GetUser", "arn:aws:iam::123456789012:user/bob", "", "", &iam.GetUserInput{UserName: new("bob")}},
		{"AttachUserPolicy", "iam:AttachUserPolicy", "arn:aws:iam::123456789012:user/staff/Ann", "iam:PolicyARN", *arn, &iam.AttachUserPolicyInput{UserName: new("Ann"), PolicyArn: arn}},
		{"AttachUserPolicy", "iam:AttachUserPolicy", "arn:aws:iam::123456789012:user/staff/Ann", "iam:PermissionsBoundary", *arn, &iam.AttachUserPolicyInput{UserName: new("Ann"), PolicyArn: new("x")}},
		{"CreateUser", "iam:CreateUser", "arn:aws:iam::123456789012:user/x/bob", "aws:RequestTag/a", "b", &iam.CreateUserInput{UserName: new("bob"), Path: new("/x/"), Tags: []iam.Tag{{Key: new("a"), Value: new("b")}}}},
		{"CreateUser", "iam:CreateUser", "arn:aws:iam::123456789012:user/bob", "iam:PermissionsBoundary", *arn, &iam.CreateUserInput{UserName: new("bob"), PermissionsBoundary: arn}},
		{"TagUser", "iam:TagUser", "arn:aws:iam::123456789012:user/staff/Ann", "aws:TagKeys", "a", &iam.TagUserInput{UserName: new("Ann"), Tags: []iam.Tag{{Key: new("a"), Value: new("b")}}}},
		{"ListUsers", "iam:ListUsers", "arn:aws:iam::123456789012:user/", "", "", &iam.ListUsersInput{}},
		{"GetPolicy", "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess", "", "", &iam.GetPolicyInput{PolicyArn: new("arn:aws:iam::aws:policy/ReadOnlyAccess")}},
		{"GetAccountSummary", "iam:GetAccountSummary", "*", "", "", &iam.GetAccountSummaryInput{}},
		{"GetAccessKeyLastUsed", "iam:GetAccessKeyLastUsed", "arn:aws:iam::123456789012:user/*", "", "", &iam.GetAccessKeyLastUsedInput{AccessKeyId: new("AKIANOBODYNOBODYNOBO")}},
	} {
		checks, err := s.room.Authorise[c.op](s.ctx, c.in)
		if err != nil || len(checks) != 1 || checks[0].Action != c.action || checks[0].Resource != c.resource {
			t.Errorf("%s: %+v %v", c.op, checks, err)
			continue
		}
		if c.key != "" {
			if got := checks[0].Context[c.key]; len(got) != 1 || got[0] != c.value {
				t.Errorf("%s: %s is %v", c.op, c.key, got)
			}
		}
	}
	checks, err := s.room.Authorise["AddRoleToInstanceProfile"](s.ctx, &iam.AddRoleToInstanceProfileInput{InstanceProfileName: new("p"), RoleName: new("r")})
	if err != nil || len(checks) != 2 || checks[1].Action != "iam:PassRole" || checks[1].Resource != "arn:aws:iam::123456789012:role/app/r" {
		t.Errorf("%+v %v", checks, err)
	}
}

// TestMoves: who may change a user must be allowed to have him where he goes.
func TestMoves(t *testing.T) {
	s := play(t)
	const user = "arn:aws:iam::123456789012:user"
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("Ann"), Path: new("/dev/a/")})
	do(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("g")})
	for _, c := range []struct {
		op      string
		in      any
		becomes string
	}{
		{"UpdateUser", &iam.UpdateUserInput{UserName: new("ann")}, ""},
		{"UpdateUser", &iam.UpdateUserInput{UserName: new("ann"), NewPath: new("/admin/")}, user + "/admin/Ann"},
		{"UpdateUser", &iam.UpdateUserInput{UserName: new("ann"), NewPath: new("/")}, user + "/Ann"},
		{"UpdateUser", &iam.UpdateUserInput{UserName: new("ann"), NewUserName: new("Eve")}, user + "/dev/a/Eve"},
		{"UpdateUser", &iam.UpdateUserInput{UserName: new("ann"), NewUserName: new("Eve"), NewPath: new("/x/")}, user + "/x/Eve"},
		{"UpdateGroup", &iam.UpdateGroupInput{GroupName: new("g"), NewPath: new("/x/")}, "arn:aws:iam::123456789012:group/x/g"},
	} {
		checks, err := s.room.Authorise[c.op](s.ctx, c.in)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(checks) > 1 {
			got = checks[0].Resource
		}
		if got != c.becomes {
			t.Errorf("%s: %+v, want %s", c.op, checks, c.becomes)
		}
	}
}
