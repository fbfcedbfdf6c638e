package iam

import (
	"fmt"
	"testing"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

func TestAccountAlias(t *testing.T) {
	s := play(t)
	aliases := func() []string { return do(s, s.ListAccountAliases, iam.ListAccountAliasesInput{}).AccountAliases }
	if got := aliases(); got == nil || len(got) != 0 {
		t.Errorf("at first %v", got)
	}
	do(s, s.CreateAccountAlias, iam.CreateAccountAliasInput{AccountAlias: new("bakery")})
	do(s, s.CreateAccountAlias, iam.CreateAccountAliasInput{AccountAlias: new("mill")})
	if got := aliases(); len(got) != 1 || got[0] != "mill" {
		t.Errorf("got %v", got)
	}
	fails(s, s.DeleteAccountAlias, iam.DeleteAccountAliasInput{AccountAlias: new("bakery")}, "NoSuchEntity", "bakery does not exist")
	// The second account of the cloud finds it taken, and the first one's old one free.
	const other = "210987654321"
	if err := s.ids.EnsureRoot(t.Context(), other, "AKIAOTHEROTHEROTHERO", "x"); err != nil {
		t.Fatal(err)
	}
	err := s.db.Update(t.Context(), func(tx kv.Tx) error {
		a, err := s.ids.Account(tx, other)
		if err != nil {
			return err
		}
		if err := s.ids.SetAlias(tx, a, "mill"); err != identity.ErrExists { //nolint:errorlint // itself
			t.Errorf("somebody else's alias: %v", err)
		}
		if err := s.ids.SetAlias(tx, a, "bakery"); err != nil {
			return err
		}
		found, err := s.ids.AccountByAlias(tx, "bakery")
		if err != nil || found.ID != other {
			t.Errorf("bakery is %v, %v", found, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fails(s, s.CreateAccountAlias, iam.CreateAccountAliasInput{AccountAlias: new("bakery")}, "EntityAlreadyExists", "already exists")
	do(s, s.DeleteAccountAlias, iam.DeleteAccountAliasInput{AccountAlias: new("mill")})
	if got := aliases(); len(got) != 0 {
		t.Errorf("at last %v", got)
	}
}

func TestAccountQuota(t *testing.T) {
	s := play(t)
	err := s.db.Update(t.Context(), func(tx kv.Tx) error {
		for i := range quotaGroups {
			g := &identity.GroupEntity{Common: s.common(account, new(fmt.Sprintf("g%03d", i)), nil)}
			if err := s.ids.Groups.Create(tx, g); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	fails(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("more")}, "LimitExceeded", "Cannot exceed quota for GroupsPerAccount: 300")
	do(s, s.UpdateGroup, iam.UpdateGroupInput{GroupName: new("g007"), NewGroupName: new("bond")})
	fails(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("more")}, "LimitExceeded", "300")
	do(s, s.DeleteGroup, iam.DeleteGroupInput{GroupName: new("bond")})
	do(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("more")})
	if n := do(s, s.GetAccountSummary, iam.GetAccountSummaryInput{}).SummaryMap["Groups"]; n != 300 {
		t.Errorf("%d groups", n)
	}
}

// A counter that is not there yet, in data from before, is made by counting.
func TestCountWithoutCounter(t *testing.T) {
	s := play(t)
	for _, name := range []string{"ann", "bob", "eve"} {
		do(s, s.CreateUser, iam.CreateUserInput{UserName: &name})
	}
	err := s.db.Update(t.Context(), func(tx kv.Tx) error {
		if err := tx.Delete(kv.NewKey("iam", "count", "user", account)); err != nil {
			return err
		}
		if n, err := s.ids.Users.Count(tx, account); err != nil || n != 3 {
			t.Errorf("%d users, %v", n, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	do(s, s.DeleteUser, iam.DeleteUserInput{UserName: new("eve")})
	if n := do(s, s.GetAccountSummary, iam.GetAccountSummaryInput{}).SummaryMap["Users"]; n != 2 {
		t.Errorf("%d users", n)
	}
}

func TestAuthorizationDetails(t *testing.T) {
	s := play(t)
	do(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("staff")})
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann"), Tags: []iam.Tag{{Key: new("a"), Value: new("b")}}})
	do(s, s.AddUserToGroup, iam.AddUserToGroupInput{GroupName: new("staff"), UserName: new("ann")})
	do(s, s.PutUserPolicy, iam.PutUserPolicyInput{UserName: new("ann"), PolicyName: new("p"), PolicyDocument: new(allow)})
	do(s, s.AttachGroupPolicy, iam.AttachGroupPolicyInput{GroupName: new("staff"), PolicyArn: new("arn:aws:iam::aws:policy/ReadOnlyAccess")})
	do(s, s.CreateRole, iam.CreateRoleInput{RoleName: new("site"), AssumeRolePolicyDocument: new(trust)})
	do(s, s.CreateInstanceProfile, iam.CreateInstanceProfileInput{InstanceProfileName: new("box")})
	do(s, s.AddRoleToInstanceProfile, iam.AddRoleToInstanceProfileInput{InstanceProfileName: new("box"), RoleName: new("site")})
	do(s, s.CreatePolicy, iam.CreatePolicyInput{PolicyName: new("own"), PolicyDocument: new(allow)})

	var got []string
	in := iam.GetAccountAuthorizationDetailsInput{MaxItems: new(int32(1))}
	for range 10 {
		out := do(s, s.GetAccountAuthorizationDetails, in)
		for _, u := range out.UserDetailList {
			got = append(got, fmt.Sprint("user ", *u.UserName, u.GroupList, len(u.UserPolicyList), len(u.Tags)))
		}
		for _, g := range out.GroupDetailList {
			got = append(got, fmt.Sprint("group ", *g.GroupName, " ", *g.AttachedManagedPolicies[0].PolicyName))
		}
		for _, r := range out.RoleDetailList {
			got = append(got, fmt.Sprint("role ", *r.RoleName, " ", *r.InstanceProfileList[0].InstanceProfileName))
		}
		for _, p := range out.Policies {
			got = append(got, fmt.Sprint("policy ", *p.PolicyName, *p.AttachmentCount, len(p.PolicyVersionList)))
		}
		if in.Marker = out.Marker; !*out.IsTruncated {
			break
		}
	}
	want := "[user ann[staff] 1 1 group staff ReadOnlyAccess role site box policy own0 1 policy ReadOnlyAccess1 1]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
	out := do(s, s.GetAccountAuthorizationDetails, iam.GetAccountAuthorizationDetailsInput{Filter: []string{"Role", "LocalManagedPolicy"}})
	if len(out.UserDetailList)+len(out.GroupDetailList) != 0 || len(out.RoleDetailList) != 1 || len(out.Policies) != 1 {
		t.Errorf("filtered: %+v", out)
	}
}
