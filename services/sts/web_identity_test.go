package sts_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/oidc"
	room "github.com/cumulet/cumulet/services/sts"
)

const issuer = "https://idp.example.com/realm"

// idp is an identity provider. It stands on the loopback and calls itself
// idp.example.com.
type idp struct {
	t       *testing.T
	srv     *httptest.Server
	rsa     *rsa.PrivateKey
	ec      *ecdsa.PrivateKey
	down    atomic.Bool
	fetched atomic.Int32
}

func newIDP(t *testing.T) *idp {
	p := &idp{t: t}
	var err1, err2 error
	p.rsa, err1 = rsa.GenerateKey(rand.Reader, 2048)
	p.ec, err2 = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	p.srv = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fetched.Add(1)
		var answer any = map[string]string{"issuer": issuer, "jwks_uri": issuer + "/keys"}
		switch {
		case p.down.Load():
			http.Error(w, "down", http.StatusInternalServerError)
			return
		case r.URL.Path == "/realm/keys":
			answer = jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
				{Key: p.rsa.Public(), KeyID: "r", Algorithm: "RS256", Use: "sig"}, {Key: p.ec.Public(), KeyID: "e", Use: "sig"},
			}}
		case r.URL.Path != "/realm/.well-known/openid-configuration":
			http.NotFound(w, r)
			return
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(p.srv.Close)
	return p
}

// reached lets a cloud find the provider.
func (p *idp) reached(c *cloud, d *room.Deps) {
	d.OIDC = oidc.New(c.clk, oidc.Connector{Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, p.srv.Listener.Addr().String())
	}})
}

func (p *idp) sign(alg jose.SignatureAlgorithm, kid string, key any, claims map[string]any) string {
	p.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", kid))
	if err != nil {
		p.t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		p.t.Fatal(err)
	}
	return token
}

// claims are those of a good token, with changes; nil leaves one out.
func (c *cloud) claims(changes map[string]any) map[string]any {
	now := c.clk.Now().Unix()
	out := map[string]any{"iss": issuer, "sub": "repo:bakery/site", "aud": "sts.amazonaws.com", "iat": now, "exp": now + 600}
	for k, v := range changes {
		if out[k] = v; v == nil {
			delete(out, k)
		}
	}
	return out
}

func (c *cloud) oidcProvider(url string, thumbprints ...string) string {
	o := &identity.OIDCEntity{
		Common:    identity.Common{Account: account, Name: strings.TrimPrefix(url, "https://"), Path: "/"},
		ClientIDs: []string{"sts.amazonaws.com"}, Thumbprints: thumbprints,
	}
	c.update(func(tx kv.Tx) error { return c.ids.OIDC.Create(tx, o) })
	return o.ARN()
}

const trustWeb = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/idp.example.com/realm"},` +
	`"Action":["sts:AssumeRoleWithWebIdentity","sts:TagSession"],"Condition":{"StringEquals":{"idp.example.com/realm:aud":"sts.amazonaws.com"},"StringLike":{"idp.example.com/realm:sub":"repo:bakery/*"}}}}`

func TestAssumeRoleWithWebIdentity(t *testing.T) {
	p := newIDP(t)
	c := start(t, p.reached)
	c.root(account)
	provider := c.oidcProvider(issuer, oidc.Thumbprint(p.srv.Certificate()))
	arn := c.role("deploy", trustWeb, `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:GetAccessKeyInfo","Resource":"*","Condition":{"StringEquals":{"idp.example.com/realm:sub":"repo:bakery/site","aws:FederatedProvider":"`+provider+`","aws:PrincipalTag/team":"web"}}}}`, 0)
	shut := c.role("shut", trustOwn, "", 0)
	eve, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	tags := map[string]any{"principal_tags": map[string]any{"team": []string{"web"}}}
	good := c.claims(map[string]any{"https://aws.amazon.com/tags": tags})
	nobody := c.client("", "", "")
	for name, x := range map[string]struct {
		role, token, code string
	}{
		"RSA":                {arn, p.sign(jose.RS256, "r", p.rsa, good), ""},
		"elliptic curve":     {arn, p.sign(jose.ES256, "e", p.ec, good), ""},
		"several audiences":  {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"aud": []string{"x", "sts.amazonaws.com"}})), ""},
		"another subject":    {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"sub": "repo:mill/site"})), "AccessDenied"},
		"another role":       {shut, p.sign(jose.ES256, "e", p.ec, good), "AccessDenied"},
		"no such role":       {"arn:aws:iam::123456789012:role/none", p.sign(jose.ES256, "e", p.ec, good), "AccessDenied"},
		"source identity":    {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"https://aws.amazon.com/source_identity": "ann"})), "AccessDenied"},
		"another audience":   {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"aud": "other"})), "InvalidIdentityToken"},
		"authorised party":   {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"azp": "other"})), "InvalidIdentityToken"},
		"another issuer":     {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"iss": "https://evil.example.com"})), "InvalidIdentityToken"},
		"not https":          {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"iss": "http://idp.example.com/realm"})), "InvalidIdentityToken"},
		"expired":            {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"exp": c.clk.Now().Add(-6 * time.Minute).Unix()})), "ExpiredTokenException"},
		"no expiry":          {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"exp": nil})), "InvalidIdentityToken"},
		"not yet":            {arn, p.sign(jose.ES256, "e", p.ec, c.claims(map[string]any{"nbf": c.clk.Now().Add(6 * time.Minute).Unix()})), "InvalidIdentityToken"},
		"forged":             {arn, p.sign(jose.RS256, "r", eve, good), "InvalidIdentityToken"},
		"unknown key":        {arn, p.sign(jose.RS256, "x", eve, good), "InvalidIdentityToken"},
		"algorithm of a key": {arn, p.sign(jose.RS512, "r", p.rsa, good), "InvalidIdentityToken"},
		"shared secret":      {arn, p.sign(jose.HS256, "r", []byte(strings.Repeat("k", 32)), good), "InvalidIdentityToken"},
		"no token":           {arn, "nothing", "InvalidIdentityToken"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := nobody.AssumeRoleWithWebIdentity(t.Context(), &sts.AssumeRoleWithWebIdentityInput{RoleArn: &x.role, RoleSessionName: aws.String("ci"), WebIdentityToken: &x.token})
			if x.code != "" {
				wantCode(t, err, x.code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if *out.SubjectFromWebIdentityToken != "repo:bakery/site" || *out.Provider != provider || *out.AssumedRoleUser.Arn != "arn:aws:sts::123456789012:assumed-role/deploy/ci" {
				t.Errorf("%+v", out)
			}
			me, err := as(c, out.Credentials).GetCallerIdentity(t.Context(), nil)
			if err != nil || *me.Arn != *out.AssumedRoleUser.Arn {
				t.Errorf("%+v, %v", me, err)
			}
			// The claims and tags go on in the session.
			_, err = as(c, out.Credentials).GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: out.Credentials.AccessKeyId})
			if withTags := name != "several audiences"; (err == nil) != withTags {
				t.Errorf("with the claims of the session: %v", err)
			}
		})
	}
	if n := p.fetched.Load(); n != 2 {
		t.Errorf("the keys were fetched with %d requests, want 2", n)
	}
}

func TestProviderThatIsNotTrusted(t *testing.T) {
	p := newIDP(t)
	c := start(t, p.reached)
	c.root(account)
	c.oidcProvider(issuer) // its certificate is of no authority, and no thumbprint is known
	arn := c.role("deploy", trustWeb, "", 0)
	ask := func() string { // without the SDK, which would try again
		t.Helper()
		res, err := http.PostForm(c.addr, url.Values{
			"Action": {"AssumeRoleWithWebIdentity"}, "Version": {"2011-06-15"}, "RoleArn": {arn}, "RoleSessionName": {"ci"},
			"WebIdentityToken": {p.sign(jose.ES256, "e", p.ec, c.claims(nil))},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		_, code, _ := strings.Cut(string(body), "<Code>")
		code, _, _ = strings.Cut(code, "</Code>")
		return code
	}
	want := func(code string) {
		t.Helper()
		if got := ask(); got != code {
			t.Errorf("got %q, want %q", got, code)
		}
	}
	want("IDPCommunicationError")
	c.update(func(tx kv.Tx) error {
		o, err := c.ids.OIDCByName(tx, account, "idp.example.com/realm")
		if err != nil {
			return err
		}
		o.Thumbprints = []string{oidc.Thumbprint(p.srv.Certificate())}
		return c.ids.OIDC.Put(tx, o)
	})
	p.down.Store(true)
	want("IDPCommunicationError")
	p.down.Store(false)
	want("IDPCommunicationError") // it isn't asked again at once
	c.clk.Advance(time.Minute)
	want("")
	// Keys that are known do while the provider is down, for an hour.
	p.down.Store(true)
	c.clk.Advance(30 * time.Minute)
	want("")
	c.clk.Advance(31 * time.Minute)
	want("IDPCommunicationError")
}

func FuzzIssuer(f *testing.F) {
	f.Add("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL3gifQ.AAAA")
	f.Add("..")
	f.Add(`{"payload":"e30","signatures":[]}`)
	f.Fuzz(func(t *testing.T, token string) {
		if iss, err := oidc.Issuer(token); (err == nil) != (iss != "") {
			t.Errorf("%q, %v", iss, err)
		}
	})
}
