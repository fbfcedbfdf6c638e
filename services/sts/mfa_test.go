package sts_test

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// device gives a user an MFA device; the result shows its code, a new one each call.
func (c *cloud) device(name string) (serial string, code func() string) {
	c.t.Helper()
	var seed string
	show := func(at time.Time) string {
		code, err := identity.TOTP(seed, at)
		if err != nil {
			c.t.Fatal(err)
		}
		return code
	}
	c.update(func(tx kv.Tx) (err error) {
		u, err := c.ids.Users.Get(tx, account, name)
		if err != nil {
			return err
		}
		m := &identity.MFAEntity{Common: identity.Common{Account: account, Name: name, Path: "/"}, UserID: u.ID}
		if seed, err = c.ids.CreateMFA(tx, m); err != nil {
			return err
		}
		serial = m.ARN()
		return c.ids.SyncMFA(tx, m, show(c.clk.Now().Add(-30*time.Second)), show(c.clk.Now()))
	})
	return serial, func() string {
		c.clk.Advance(30 * time.Second)
		return show(c.clk.Now())
	}
}

func TestMFA(t *testing.T) {
	c := start(t)
	const withMFA = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"300"}}}}`
	ann := c.user(account, "ann", withMFA)
	bob := c.user(account, "bob", assumeAll)
	serial, code := c.device("ann")
	open := c.role("open", trustOwn, "", 0)
	probe := &sts.AssumeRoleInput{RoleArn: &open, RoleSessionName: aws.String("probe")}
	may := func(cl *sts.Client) string {
		_, err := cl.AssumeRole(t.Context(), probe)
		if e, ok := errors.AsType[smithy.APIError](err); ok {
			return e.ErrorCode()
		}
		return ""
	}
	if got := may(ann); got != "AccessDenied" {
		t.Errorf("long-term key: %s", got)
	}
	token := func(cl *sts.Client, serial, code string) (*sts.GetSessionTokenOutput, error) {
		return cl.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{SerialNumber: &serial, TokenCode: &code})
	}
	now := code()
	out, err := token(ann, serial, now)
	if err != nil {
		t.Fatal(err)
	}
	session := as(c, out.Credentials)
	if got := may(session); got != "" {
		t.Errorf("with MFA: %s", got)
	}
	_, err = token(ann, serial, now)
	wantCode(t, err, "AccessDenied") // a code is good once
	_, err = token(bob, serial, code())
	wantCode(t, err, "AccessDenied") // and for its owner
	_, err = ann.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{SerialNumber: &serial})
	wantCode(t, err, "AccessDenied")
	plain, err := ann.GetSessionToken(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := may(as(c, plain.Credentials)); got != "AccessDenied" {
		t.Errorf("session without MFA: %s", got)
	}
	c.clk.Advance(5 * time.Minute)
	if got := may(session); got != "AccessDenied" {
		t.Errorf("too long ago: %s", got)
	}

	// Roles that ask for MFA.
	carl := c.user(account, "carl", assumeAll)
	serial, code = c.device("carl")
	arn := c.role("vault", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}}}}`, withMFA, 0)
	in := &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: aws.String("me")}
	_, err = carl.AssumeRole(t.Context(), in)
	wantCode(t, err, "AccessDenied")
	in.SerialNumber, in.TokenCode = &serial, aws.String("000000")
	_, err = carl.AssumeRole(t.Context(), in)
	wantCode(t, err, "AccessDenied")
	in.TokenCode = aws.String(code())
	vault, err := carl.AssumeRole(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := may(as(c, vault.Credentials)); got != "AccessDenied" {
		t.Errorf("a role session knows nothing of MFA: %s", got)
	}
	// A session of GetSessionToken brings its MFA along, and may give a code of its own.
	in.SerialNumber, in.TokenCode = nil, nil
	now = code()
	if out, err = token(carl, serial, now); err != nil {
		t.Fatal(err)
	}
	if _, err = as(c, out.Credentials).AssumeRole(t.Context(), in); err != nil {
		t.Errorf("session with MFA: %v", err)
	}
	if out, err = carl.GetSessionToken(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	_, err = as(c, out.Credentials).AssumeRole(t.Context(), in)
	wantCode(t, err, "AccessDenied")
	in.SerialNumber, in.TokenCode = &serial, aws.String(code())
	if _, err = as(c, out.Credentials).AssumeRole(t.Context(), in); err != nil {
		t.Errorf("session without MFA, with a code: %v", err)
	}
}
