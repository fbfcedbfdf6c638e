package gateway_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// keyed knows every key, with the secret "secret".
type keyed struct{ door }

func (keyed) Credential(_ context.Context, id, _ string) (*identity.Credential, error) {
	return &identity.Credential{AccessKeyID: id, Secret: "secret", Principal: root}, nil
}

// TestQueryPayload: a form counts only when it is the one that was signed, also
// where the header names its hash. Only services with streams let it be unsigned.
func TestQueryPayload(t *testing.T) {
	f := &fake{who: func(context.Context) (*sts.GetCallerIdentityOutput, error) {
		return &sts.GetCallerIdentityOutput{Arn: &root.ARN}, nil
	}}
	g := newGateway(t, f, door{}, func(o *gateway.Options) { o.Identity = keyed{} })
	const form = "Action=GetCallerIdentity&Version=2011-06-15"
	sum := sha256.Sum256([]byte(form))
	hash := hex.EncodeToString(sum[:])
	for name, c := range map[string]struct {
		header, sent string
		status       int
	}{
		"as signed":            {hash, form, http.StatusOK},
		"no header":            {"", form, http.StatusOK},
		"no header, another":   {"", form + "&X=1", http.StatusForbidden},
		"another form":         {hash, form + "&X=1", http.StatusForbidden},
		"unsigned":             {"UNSIGNED-PAYLOAD", form, http.StatusForbidden},
		"unsigned with a form": {"STREAMING-UNSIGNED-PAYLOAD-TRAILER", form, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", strings.NewReader(c.sent))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			payload := hash
			if c.header != "" {
				payload = c.header
				r.Header.Set("X-Amz-Content-Sha256", c.header)
			}
			r.Header.Set("X-Amz-Decoded-Content-Length", "43")
			key := aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAAAAAA", SecretAccessKey: "secret"}
			r.ContentLength = int64(len(form)) // is signed
			if err := v4.NewSigner().SignHTTP(t.Context(), key, r, payload, "sts", "eu-west-3", time.Now()); err != nil {
				t.Fatal(err)
			}
			r.ContentLength, r.RequestURI = -1, "/"
			r.Header.Set("Content-Length", "43")
			w := httptest.NewRecorder()
			g.ServeHTTP(w, r)
			if body, _ := io.ReadAll(w.Result().Body); w.Code != c.status {
				t.Errorf("got %d: %s", w.Code, body)
			}
		})
	}
}

// TestStrangersBodies: whoever has not shown a key gets little memory.
func TestStrangersBodies(t *testing.T) {
	f := &fake{who: func(context.Context) (*sts.GetCallerIdentityOutput, error) {
		return &sts.GetCallerIdentityOutput{Arn: &root.ARN}, nil
	}}
	big := "Action=GetCallerIdentity&Version=2011-06-15&X=" + strings.Repeat("x", 1<<20)
	for name, c := range map[string]struct {
		who    gateway.Identity
		signed bool
		length int64
		status int
	}{
		"anonymous":            {keyed{}, false, int64(len(big)), http.StatusRequestEntityTooLarge},
		"anonymous, no length": {keyed{}, false, -1, http.StatusRequestEntityTooLarge},
		"unknown key":          {door{}, true, int64(len(big)), http.StatusRequestEntityTooLarge},
		"known key":            {keyed{}, true, int64(len(big)), http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, f, door{}, func(o *gateway.Options) { o.Identity = c.who })
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", strings.NewReader(big))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.ContentLength, r.RequestURI = c.length, "/"
			if c.signed {
				sum := sha256.Sum256([]byte(big))
				key := aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAAAAAA", SecretAccessKey: "secret"}
				if err := v4.NewSigner().SignHTTP(t.Context(), key, r, hex.EncodeToString(sum[:]), "sts", "eu-west-3", time.Now()); err != nil {
					t.Fatal(err)
				}
			}
			w := httptest.NewRecorder()
			g.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Errorf("got %d: %s", w.Code, w.Body)
			}
		})
	}
}

// TestClientLeft: that a client leaves is no failure of the server's.
func TestClientLeft(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	f := &fake{who: func(ctx context.Context) (*sts.GetCallerIdentityOutput, error) {
		leave()
		return nil, ctx.Err()
	}}
	g := newGateway(t, f, door{}, func(o *gateway.Options) { o.Identity = keyed{} })
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/?Action=GetCallerIdentity&Version=2011-06-15", nil)
	sum := sha256.Sum256(nil)
	key := aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAAAAAA", SecretAccessKey: "secret"}
	if err := v4.NewSigner().SignHTTP(ctx, key, r, hex.EncodeToString(sum[:]), "sts", "eu-west-3", time.Now()); err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	if g.ServeHTTP(w, r); w.Code != http.StatusBadRequest {
		t.Errorf("got %d: %s", w.Code, w.Body)
	}
}

// TestForeignSite: a website at a domain that is none of the cloud's does not get
// the calls of the API that are sent there.
func TestForeignSite(t *testing.T) {
	f := &fake{who: func(context.Context) (*sts.GetCallerIdentityOutput, error) {
		return &sts.GetCallerIdentityOutput{Arn: &root.ARN}, nil
	}}
	g := newGateway(t, f, door{}, func(o *gateway.Options) {
		o.Identity = keyed{}
		o.Rooms[0].Sites = []gateway.Site{{
			Name: "site", Match: func(host string) bool { return host == "cloud.example" },
			Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }),
		}}
	})
	ask := func(sign bool) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://cloud.example/?Action=GetCallerIdentity&Version=2011-06-15", nil)
		sum := sha256.Sum256(nil)
		key := aws.Credentials{AccessKeyID: "AKIAAAAAAAAAAAAAAAAA", SecretAccessKey: "secret"}
		if sign {
			if err := v4.NewSigner().SignHTTP(t.Context(), key, r, hex.EncodeToString(sum[:]), "sts", "eu-west-3", time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		return w.Code
	}
	if got := ask(false); got != http.StatusTeapot {
		t.Errorf("a visit: %d", got)
	}
	if got := ask(true); got != http.StatusOK {
		t.Errorf("a call: %d", got)
	}
}
