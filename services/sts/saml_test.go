package sts_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/saml/samltest"
)

func TestAssumeRoleWithSAML(t *testing.T) {
	c := start(t)
	c.root(account)
	p, eve := samltest.New(t), samltest.New(t)
	const provider = "arn:aws:iam::123456789012:saml-provider/staff"
	c.update(func(tx kv.Tx) error {
		return c.ids.SAML.Create(tx, &identity.SAMLEntity{Common: identity.Common{Account: account, Name: "staff", Path: "/"}, Metadata: p.Metadata})
	})
	arn := c.role("editor", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"`+provider+`"},"Action":["sts:AssumeRoleWithSAML","sts:TagSession"],"Condition":{"StringEquals":{"saml:aud":"https://signin.aws.amazon.com/saml"}}}}`,
		`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:GetAccessKeyInfo","Resource":"*","Condition":{"StringEquals":{"saml:sub":"ann","aws:PrincipalTag/team":"web"}}}}`, 7200)
	shut := c.role("shut", trustOwn, "", 0)
	const attr = "https://aws.amazon.com/SAML/Attributes/"
	roles := []string{attr + "Role", provider + "," + arn, attr + "Role", shut + "," + provider}
	all := append(roles, attr+"RoleSessionName", "ann", attr+"SessionDuration", "1800", attr+"PrincipalTag:team", "web")
	signed := func(by *samltest.Provider, at time.Time, attributes ...string) string {
		return samltest.Encode(t, samltest.Response(by.Sign(samltest.Parse(t, samltest.Assertion(at, attributes...)))))
	}
	now := c.clk.Now()
	for name, x := range map[string]struct {
		role, provider, response, code string
	}{
		"good":              {arn, provider, signed(p, now, all...), ""},
		"trust of another":  {shut, provider, signed(p, now, all...), "AccessDenied"},
		"a role not given":  {"arn:aws:iam::123456789012:role/none", provider, signed(p, now, all...), "AccessDenied"},
		"source identity":   {arn, provider, signed(p, now, append(all, attr+"SourceIdentity", "ann")...), "AccessDenied"},
		"another provider":  {arn, provider + "x", signed(p, now, all...), "InvalidIdentityToken"},
		"forged":            {arn, provider, signed(eve, now, all...), "InvalidIdentityToken"},
		"no session name":   {arn, provider, signed(p, now, roles...), "InvalidIdentityToken"},
		"expired":           {arn, provider, signed(p, now.Add(-10*time.Minute), all...), "ExpiredTokenException"},
		"not even a format": {arn, provider, "AAAA", "InvalidIdentityToken"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := c.client("", "", "").AssumeRoleWithSAML(t.Context(), &sts.AssumeRoleWithSAMLInput{RoleArn: &x.role, PrincipalArn: &x.provider, SAMLAssertion: &x.response, DurationSeconds: aws.Int32(3600)})
			if x.code != "" {
				wantCode(t, err, x.code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if *out.Subject != "ann" || *out.SubjectType != "persistent" || *out.Issuer != samltest.Issuer || *out.AssumedRoleUser.Arn != "arn:aws:sts::123456789012:assumed-role/editor/ann" {
				t.Errorf("%+v", out)
			}
			if life := out.Credentials.Expiration.Sub(c.clk.Now()); life > 30*time.Minute {
				t.Errorf("lasts %v, longer than the provider gives", life)
			}
			if _, err := as(c, out.Credentials).GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: out.Credentials.AccessKeyId}); err != nil {
				t.Errorf("with the claims of the session: %v", err)
			}
		})
	}
}
