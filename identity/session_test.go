package identity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

func (f *fixture) role(name, inline string) *identity.RoleEntity {
	f.Helper()
	r := &identity.RoleEntity{
		Common: identity.Common{Account: account, Name: name, Path: "/app/", Tags: []identity.Tag{{Key: "env", Value: "prod"}, {Key: "team", Value: "web"}}},
		Trust:  `{"Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}}`,
	}
	r.Inline = map[string]string{"p": inline}
	f.change(func(tx kv.Tx) error { return f.Roles.Create(tx, r) })
	return r
}

// session makes temporary credentials and finds them again.
func (f *fixture) session(in identity.Session) (*identity.Session, string) {
	f.Helper()
	if in.Expires.IsZero() {
		in.Expires = f.clk.Now().Add(time.Hour)
	}
	in.Account = account
	s, token, err := f.NewSession(in)
	if err != nil {
		f.Fatal(err)
	}
	return s, token
}

const allOfS3 = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`

func TestRoleSession(t *testing.T) {
	f := setUp(t)
	r := f.role("site", allOfS3)
	s, token := f.session(identity.Session{
		Kind: identity.AssumedRole, Name: r.Name, EntityID: r.ID, SessionName: "s1",
		Tags: map[string]string{"team": "ops"}, TransitiveTags: []string{"team"}, SourceIdentity: "ann",
		Policies: []string{`{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}`},
	})
	if !strings.HasPrefix(s.AccessKeyID, "ASIA") || len(s.AccessKeyID) != 20 || s.ARN() != "arn:aws:sts::123456789012:assumed-role/site/s1" {
		t.Errorf("%+v", s)
	}
	if strings.Contains(token, "site") {
		t.Error("the token is sealed")
	}
	c := f.credential(s.AccessKeyID, token)
	p := c.Principal
	if c.Secret != s.Secret || !c.Expires.Equal(s.Expires) || p.ARN != s.ARN() || p.RoleARN != "arn:aws:iam::123456789012:role/app/site" ||
		p.ID != r.ID+":s1" || p.SourceIdentity != "ann" || p.Tags["team"] != "ops" || p.Tags["env"] != "prod" || len(p.TransitiveTags) != 1 {
		t.Errorf("%+v", p)
	}
	if !f.may(p, "s3:GetObject", "arn:aws:s3:::b/k") || f.may(p, "s3:PutObject", "arn:aws:s3:::b/k") {
		t.Error("the session policy limits")
	}
	if again := f.credential(s.AccessKeyID, token); again.Principal != p {
		t.Error("sessions are cached")
	}

	other, otherToken := f.session(identity.Session{Kind: identity.AssumedRole, Name: r.Name, EntityID: r.ID, SessionName: "s2"})
	if !f.may(f.credential(other.AccessKeyID, otherToken).Principal, "s3:PutObject", "arn:aws:s3:::b/k") {
		t.Error("without session policies the role's count")
	}
	for name, c := range map[string]struct{ id, token string }{
		"without token":    {s.AccessKeyID, ""},
		"another's token":  {s.AccessKeyID, otherToken},
		"a changed token":  {s.AccessKeyID, token[:len(token)-6] + "AAAAA="},
		"a cut token":      {s.AccessKeyID, token[:20]},
		"no token of ours": {s.AccessKeyID, "FwoGZXIvYXdzEBYaD"},
	} {
		if _, err := f.Credential(f.ctx, c.id, c.token); !errors.Is(err, identity.ErrInvalidToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f.clk.Advance(time.Hour)
	if _, err := f.Credential(f.ctx, s.AccessKeyID, token); !errors.Is(err, identity.ErrExpiredToken) {
		t.Error(err)
	}
	fresh := identity.NewStore(f.db, f.box, f.clk, identity.Options{})
	if _, err := fresh.Credential(f.ctx, s.AccessKeyID, token); !errors.Is(err, identity.ErrExpiredToken) {
		t.Error(err)
	}
}

func TestSessionsOfTheDeletedEnd(t *testing.T) {
	f := setUp(t)
	r := f.role("site", allOfS3)
	u, _, _ := f.user("ann", allOfS3)
	of := map[string]identity.Session{
		"role":      {Kind: identity.AssumedRole, Name: r.Name, EntityID: r.ID, SessionName: "s"},
		"user":      {Kind: identity.User, Name: u.Name, EntityID: u.ID},
		"federated": {Kind: identity.Federated, Name: u.Name, EntityID: u.ID, SessionName: "guest", Policies: []string{allOfS3}},
	}
	tokens := make(map[string][2]string)
	for name, in := range of {
		s, token := f.session(in)
		tokens[name] = [2]string{s.AccessKeyID, token}
		p := f.credential(s.AccessKeyID, token).Principal
		if !f.may(p, "s3:GetObject", "arn:aws:s3:::b/k") {
			t.Errorf("%s: not allowed", name)
		}
		if p.TokenIssued.IsZero() {
			t.Errorf("%s: no time of issue", name)
		}
	}
	f.change(func(tx kv.Tx) error { return errors.Join(f.Roles.Delete(tx, r), f.Users.Delete(tx, u)) })
	for name, k := range tokens {
		if _, err := f.Credential(f.ctx, k[0], k[1]); !errors.Is(err, identity.ErrInvalidToken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f.role("site", allOfS3) // made anew under the old name
	if k := tokens["role"]; true {
		if _, err := f.Credential(f.ctx, k[0], k[1]); !errors.Is(err, identity.ErrInvalidToken) {
			t.Errorf("made anew: %v", err)
		}
	}
}

func TestSessionTokenWithoutMFA(t *testing.T) {
	f := setUp(t)
	u, _, _ := f.user("ann", `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	for _, mfa := range []bool{false, true} {
		for _, in := range []identity.Session{{Kind: identity.User, Name: u.Name, EntityID: u.ID, MFA: mfa}, {Kind: identity.Root, EntityID: account, MFA: mfa}} {
			s, token := f.session(in)
			p := f.credential(s.AccessKeyID, token).Principal
			if got := f.may(p, "iam:ListUsers", "*"); got != mfa {
				t.Errorf("%s, MFA %v: IAM %v", in.Kind, mfa, got)
			}
			if !f.may(p, "s3:ListBucket", "arn:aws:s3:::b") {
				t.Errorf("%s: the rest is as before", in.Kind)
			}
			if f.may(p, "sts:GetFederationToken", "*") {
				t.Errorf("%s, MFA %v: another token", in.Kind, mfa)
			}
			if !f.may(p, "sts:AssumeRole", "*") {
				t.Errorf("%s, MFA %v: no role", in.Kind, mfa)
			}
		}
	}
}

func TestSessionPolicyARNs(t *testing.T) {
	f := setUp(t)
	r := f.role("site", allOfS3)
	for arn, want := range map[string]bool{
		"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess": true,
		"arn:aws:iam::aws:policy/AmazonSQSFullAccess":    false,
		"arn:aws:iam::123456789012:policy/Gone":          false,
	} {
		s, token := f.session(identity.Session{Kind: identity.AssumedRole, Name: r.Name, EntityID: r.ID, SessionName: "s", PolicyARNs: []string{arn}})
		if got := f.may(f.credential(s.AccessKeyID, token).Principal, "s3:GetObject", "arn:aws:s3:::b/k"); got != want {
			t.Errorf("%s: %v", arn, got)
		}
	}
}

func TestRolePrincipal(t *testing.T) {
	f := setUp(t)
	f.role("site", allOfS3)
	p, err := f.RolePrincipal(f.ctx, account, "site", "work")
	if err != nil || p.ARN != "arn:aws:sts::123456789012:assumed-role/site/work" || !f.may(p, "s3:GetObject", "arn:aws:s3:::b/k") {
		t.Error(p, err)
	}
	_ = f.db.View(f.ctx, func(tx kv.Tx) error {
		r, err := f.RoleByARN(tx, "arn:aws:iam::123456789012:role/app/site")
		if err != nil || r.Name != "site" {
			t.Error(err)
		}
		for _, bad := range []string{"arn:aws:iam::123456789012:role/site", "arn:aws:iam::123456789012:user/site", "site", "arn:aws:iam::999999999999:role/app/site"} {
			if _, err := f.RoleByARN(tx, bad); !errors.Is(err, identity.ErrNotFound) {
				t.Errorf("%s: %v", bad, err)
			}
		}
		return nil
	})
}

func FuzzParseSession(f *testing.F) {
	x := setUp(f)
	s, token, err := x.NewSession(identity.Session{Kind: identity.Root, Account: account, Expires: x.clk.Now().Add(time.Hour)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add("CQ1")
	f.Add("CQ1AAAA")
	f.Fuzz(func(t *testing.T, in string) {
		if got, err := x.ParseSession(s.AccessKeyID, in); err == nil && got.Secret != s.Secret {
			t.Error("a forged token was taken")
		}
	})
}
