package sts_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
	room "github.com/cumulet/cumulet/services/sts"
)

const (
	account = "123456789012"
	other   = "210987654321"
)

// cloud is the room behind a gateway, as clients reach it.
type cloud struct {
	t    *testing.T
	db   kv.Store
	ids  *identity.Store
	clk  *clock.Manual
	addr string
}

func start(t *testing.T, with ...func(*cloud, *room.Deps)) *cloud {
	t.Helper()
	db, err := pebblekv.Open("/data", pebblekv.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Open(t.TempDir() + "/master.key")
	if err != nil {
		t.Fatal(err)
	}
	c := &cloud{t: t, db: db, clk: clock.NewManual(time.Now())}
	c.ids = identity.NewStore(db, box, c.clk, identity.Options{})
	deps := room.Deps{Store: db, Identity: c.ids}
	for _, set := range with {
		set(c, &deps)
	}
	g, err := gateway.New(gateway.Options{
		Rooms: []*gateway.Room{room.New(deps)},
		Store: db, Identity: c.ids, Clock: c.clk, Log: slog.New(slog.DiscardHandler), Account: account, Region: "eu-west-3",
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(g)
	t.Cleanup(func() {
		s.Close()
		if err := errors.Join(g.Stop(context.Background()), db.Close()); err != nil {
			t.Error(err)
		}
	})
	c.addr = s.URL
	return c
}

func (c *cloud) update(f func(tx kv.Tx) error) {
	c.t.Helper()
	if err := c.db.Update(c.t.Context(), f); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cloud) client(id, secret, token string) *sts.Client {
	return sts.New(sts.Options{
		Region: "eu-west-3", BaseEndpoint: &c.addr, RetryMaxAttempts: 3,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, token),
	})
}

func (c *cloud) root(account string) *sts.Client {
	c.t.Helper()
	id, secret, err := c.ids.NewRootKey(c.t.Context(), account)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.client(id, secret, "")
}

// user makes a user with an inline policy, "" for none.
func (c *cloud) user(account, name, policy string) *sts.Client {
	c.t.Helper()
	c.root(account) // the account is there
	var key *identity.AccessKey
	var secret string
	c.update(func(tx kv.Tx) (err error) {
		u := &identity.UserEntity{Common: identity.Common{Account: account, Name: name, Path: "/", ID: c.ids.Users.NewID(account)}}
		if policy != "" {
			u.Inline = map[string]string{"p": policy}
		}
		if err := c.ids.Users.Create(tx, u); err != nil {
			return err
		}
		key, secret, err = c.ids.CreateKey(tx, account, u)
		return err
	})
	return c.client(key.ID, secret, "")
}

func (c *cloud) role(name, trust, policy string, longest int32) string {
	c.t.Helper()
	r := &identity.RoleEntity{Common: identity.Common{Account: account, Name: name, Path: "/", ID: c.ids.Roles.NewID(account)}, Trust: trust, MaxSession: longest}
	if policy != "" {
		r.Inline = map[string]string{"p": policy}
	}
	c.update(func(tx kv.Tx) error { return c.ids.Roles.Create(tx, r) })
	return r.ARN()
}

func as(c *cloud, cr *types.Credentials) *sts.Client {
	return c.client(*cr.AccessKeyId, *cr.SecretAccessKey, *cr.SessionToken)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if e := smithy.APIError(nil); !errors.As(err, &e) || e.ErrorCode() != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

const (
	assumeAll  = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}`
	trustOwn   = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}}`
	trustOther = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"blue"}}}}`
)

func TestGetCallerIdentity(t *testing.T) {
	c := start(t)
	out, err := c.root(account).GetCallerIdentity(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if *out.Arn != "arn:aws:iam::123456789012:root" || *out.Account != account || *out.UserId != account {
		t.Errorf("root is %s %s %s", *out.Arn, *out.Account, *out.UserId)
	}
	// Nobody can be denied it.
	ann := c.user(account, "ann", `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`)
	out, err = ann.GetCallerIdentity(t.Context(), nil)
	if err != nil || *out.Arn != "arn:aws:iam::123456789012:user/ann" || !strings.HasPrefix(*out.UserId, "AIDA") {
		t.Errorf("ann is %+v, %v", out, err)
	}
	_, err = c.client("AKIANOBODY0000000000", "x", "").GetCallerIdentity(t.Context(), nil)
	wantCode(t, err, "InvalidClientTokenId")
	presigned, err := sts.NewPresignClient(ann).PresignGetCallerIdentity(t.Context(), nil)
	if err != nil || !strings.Contains(presigned.URL, "X-Amz-Signature") {
		t.Errorf("%v, %v", presigned, err)
	}
}

func TestAssumeRole(t *testing.T) {
	c := start(t)
	ann := c.user(account, "ann", assumeAll)
	arn := c.role("site", trustOwn, "", 7200)
	out, err := ann.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: aws.String("me")})
	if err != nil {
		t.Fatal(err)
	}
	if *out.AssumedRoleUser.Arn != "arn:aws:sts::123456789012:assumed-role/site/me" || !strings.HasSuffix(*out.AssumedRoleUser.AssumedRoleId, ":me") {
		t.Errorf("assumed %s %s", *out.AssumedRoleUser.Arn, *out.AssumedRoleUser.AssumedRoleId)
	}
	if life := out.Credentials.Expiration.Sub(c.clk.Now()); life < 59*time.Minute || life > time.Hour {
		t.Errorf("lasts %v", life)
	}
	me, err := as(c, out.Credentials).GetCallerIdentity(t.Context(), nil)
	if err != nil || *me.Arn != *out.AssumedRoleUser.Arn || *me.UserId != *out.AssumedRoleUser.AssumedRoleId {
		t.Errorf("session is %+v, %v", me, err)
	}
	c.clk.Advance(61 * time.Minute)
	if _, err := c.ids.Credential(t.Context(), *out.Credentials.AccessKeyId, *out.Credentials.SessionToken); !errors.Is(err, identity.ErrExpiredToken) {
		t.Errorf("an expired session: %v", err)
	}
}

func TestWhoMayAssume(t *testing.T) {
	c := start(t)
	ann, bob := c.user(account, "ann", assumeAll), c.user(account, "bob", "")
	eve := c.user(other, "eve", assumeAll)
	own := c.role("own", trustOwn, "", 0)
	named := c.role("named", `{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/bob"},"Action":"sts:AssumeRole"}}`, "", 0)
	foreign := c.role("foreign", trustOther, "", 0)
	for name, x := range map[string]struct {
		who      *sts.Client
		role     string
		external string
		code     string
	}{
		"own policy and trust":         {ann, own, "", ""},
		"trust of the account only":    {bob, own, "", "AccessDenied"},
		"named in the trust":           {bob, named, "", ""},
		"not in the trust":             {ann, named, "", "AccessDenied"},
		"root":                         {c.root(account), own, "", "AccessDenied"},
		"stranger":                     {eve, own, "", "AccessDenied"},
		"stranger, no external id":     {eve, foreign, "", "AccessDenied"},
		"stranger, wrong external id":  {eve, foreign, "red", "AccessDenied"},
		"stranger, right external id":  {eve, foreign, "blue", ""},
		"own user, trust of strangers": {ann, foreign, "blue", "AccessDenied"},
		"no such role":                 {ann, "arn:aws:iam::123456789012:role/none", "", "AccessDenied"},
		"not a role":                   {ann, "arn:aws:iam::123456789012:user/ann", "", "ValidationError"},
	} {
		t.Run(name, func(t *testing.T) {
			in := &sts.AssumeRoleInput{RoleArn: &x.role, RoleSessionName: aws.String("me")}
			if x.external != "" {
				in.ExternalId = &x.external
			}
			_, err := x.who.AssumeRole(t.Context(), in)
			if x.code != "" {
				wantCode(t, err, x.code)
			} else if err != nil {
				t.Error(err)
			}
			if err != nil && x.code == "AccessDenied" && x.who == ann && !strings.Contains(err.Error(),
				"User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on resource: "+x.role) {
				t.Errorf("message: %v", err)
			}
		})
	}
}

func TestAssumeRoleLimits(t *testing.T) {
	c := start(t)
	ann := c.user(account, "ann", assumeAll)
	arn := c.role("site", trustOwn, assumeAll, 7200)
	session := func(in sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
		in.RoleArn, in.RoleSessionName = &arn, aws.String("me")
		return ann.AssumeRole(t.Context(), &in)
	}
	tag := func(k, v string) types.Tag { return types.Tag{Key: &k, Value: &v} }
	for name, x := range map[string]struct {
		in   sts.AssumeRoleInput
		code string
	}{
		"longest":            {sts.AssumeRoleInput{DurationSeconds: aws.Int32(7200)}, ""},
		"too long":           {sts.AssumeRoleInput{DurationSeconds: aws.Int32(7201)}, "ValidationError"},
		"too short":          {sts.AssumeRoleInput{DurationSeconds: aws.Int32(899)}, "ValidationError"},
		"policy":             {sts.AssumeRoleInput{Policy: aws.String(assumeAll)}, ""},
		"malformed policy":   {sts.AssumeRoleInput{Policy: aws.String(`{"Statement":`)}, "MalformedPolicyDocument"},
		"large policy":       {sts.AssumeRoleInput{Policy: aws.String(assumeAll + strings.Repeat(" ", 2048))}, "PackedPolicyTooLarge"},
		"managed policy":     {sts.AssumeRoleInput{PolicyArns: []types.PolicyDescriptorType{{Arn: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")}}}, ""},
		"no such policy":     {sts.AssumeRoleInput{PolicyArns: []types.PolicyDescriptorType{{Arn: aws.String("arn:aws:iam::aws:policy/None")}}}, "ValidationError"},
		"tags":               {sts.AssumeRoleInput{Tags: []types.Tag{tag("a", "1")}, TransitiveTagKeys: []string{"a"}}, ""},
		"same tag":           {sts.AssumeRoleInput{Tags: []types.Tag{tag("a", "1"), tag("A", "2")}}, "InvalidParameterValue"},
		"reserved tag":       {sts.AssumeRoleInput{Tags: []types.Tag{tag("aws:a", "1")}}, "InvalidParameterValue"},
		"transitive nowhere": {sts.AssumeRoleInput{TransitiveTagKeys: []string{"b"}}, "InvalidParameterValue"},
		"source identity":    {sts.AssumeRoleInput{SourceIdentity: aws.String("ann")}, ""},
		"MFA":                {sts.AssumeRoleInput{SerialNumber: aws.String("arn:aws:iam::123456789012:mfa/x"), TokenCode: aws.String("123456")}, "AccessDenied"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := session(x.in)
			if x.code != "" {
				wantCode(t, err, x.code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			//nolint:staticcheck // most clients in use still read it
			if (x.in.Policy != nil || x.in.PolicyArns != nil || x.in.Tags != nil) != (out.PackedPolicySize != nil) {
				t.Errorf("packed size: %+v", out)
			}
		})
	}
}

func TestRoleChaining(t *testing.T) {
	c := start(t)
	ann := c.user(account, "ann", assumeAll)
	first, second := c.role("first", trustOwn, assumeAll, 43200), c.role("second", trustOwn, assumeAll, 43200)
	out, err := ann.AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: &first, RoleSessionName: aws.String("one"), SourceIdentity: aws.String("ann"), DurationSeconds: aws.Int32(43200),
		Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("red")}}, TransitiveTagKeys: []string{"team"},
	})
	if err != nil {
		t.Fatal(err)
	}
	one := as(c, out.Credentials)
	chained := func(in sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
		in.RoleArn, in.RoleSessionName = &second, aws.String("two")
		return one.AssumeRole(t.Context(), &in)
	}
	out, err = chained(sts.AssumeRoleInput{DurationSeconds: aws.Int32(3600)})
	if err != nil || aws.ToString(out.SourceIdentity) != "ann" {
		t.Fatalf("%+v, %v", out, err)
	}
	session, err := c.ids.ParseSession(*out.Credentials.AccessKeyId, *out.Credentials.SessionToken)
	if err != nil || session.Tags["team"] != "red" || len(session.TransitiveTags) != 1 {
		t.Errorf("%+v, %v", session, err)
	}
	_, err = chained(sts.AssumeRoleInput{DurationSeconds: aws.Int32(3601)})
	wantCode(t, err, "ValidationError")
	_, err = chained(sts.AssumeRoleInput{SourceIdentity: aws.String("bob")})
	wantCode(t, err, "AccessDenied")
	_, err = chained(sts.AssumeRoleInput{Tags: []types.Tag{{Key: aws.String("Team"), Value: aws.String("blue")}}})
	wantCode(t, err, "InvalidParameterValue")
}

func TestSessionPolicyLimits(t *testing.T) {
	c := start(t)
	ann := c.user(account, "ann", assumeAll)
	arn, next := c.role("site", trustOwn, assumeAll, 0), c.role("next", trustOwn, "", 0)
	out, err := ann.AssumeRole(t.Context(), &sts.AssumeRoleInput{
		RoleArn: &arn, RoleSessionName: aws.String("me"),
		Policy: aws.String(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = as(c, out.Credentials).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: &next, RoleSessionName: aws.String("me")})
	wantCode(t, err, "AccessDenied")
}

func TestGetSessionToken(t *testing.T) {
	c := start(t)
	ann, root := c.user(account, "ann", assumeAll), c.root(account)
	for name, x := range map[string]struct {
		who     *sts.Client
		seconds *int32
		want    time.Duration
	}{
		"user": {ann, nil, 12 * time.Hour}, "user, 36 h": {ann, aws.Int32(129600), 36 * time.Hour},
		"root": {root, nil, time.Hour}, "root, 36 h": {root, aws.Int32(129600), time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := x.who.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{DurationSeconds: x.seconds})
			if err != nil {
				t.Fatal(err)
			}
			if life := out.Credentials.Expiration.Sub(c.clk.Now()); life > x.want || life < x.want-2*time.Second {
				t.Errorf("lasts %v, want %v", life, x.want)
			}
			mine, err1 := x.who.GetCallerIdentity(t.Context(), nil)
			again, err2 := as(c, out.Credentials).GetCallerIdentity(t.Context(), nil)
			if err := errors.Join(err1, err2); err != nil || *mine.Arn != *again.Arn {
				t.Errorf("%+v, %+v, %v", mine, again, err)
			}
			_, err = as(c, out.Credentials).GetSessionToken(t.Context(), nil)
			wantCode(t, err, "AccessDenied")
		})
	}
	_, err := ann.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{SerialNumber: aws.String("GAHT12345678"), TokenCode: aws.String("123456")})
	wantCode(t, err, "AccessDenied")
	forged := c.client("ASIA"+rand.Text()[:16], "x", "CQ1"+rand.Text())
	_, err = forged.GetCallerIdentity(t.Context(), nil)
	wantCode(t, err, "InvalidClientTokenId")
}
