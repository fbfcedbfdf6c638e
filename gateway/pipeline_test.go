package gateway_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/sts"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// fake stands for STS; only what a test sets works.
type fake struct {
	sts.Unimplemented
	who func(context.Context) (*sts.GetCallerIdentityOutput, error)
}

func (f *fake) GetCallerIdentity(ctx context.Context, _ *sts.GetCallerIdentityInput) (*sts.GetCallerIdentityOutput, error) {
	return f.who(ctx)
}

// door says whom the gateway lets in.
type door struct{ denied error }

func (door) Credential(context.Context, string, string) (*identity.Credential, error) {
	return nil, identity.ErrUnknownKey
}

func (d door) Authorise(context.Context, *identity.Principal, policy.Context, []identity.Check) error {
	return d.denied
}

func newGateway(t *testing.T, f *fake, d door, change func(*gateway.Options)) *gateway.Gateway {
	t.Helper()
	store, err := pebblekv.Open("store", pebblekv.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	allow := gateway.Allow()
	check := gateway.Authorise(func(context.Context, *sts.GetCallerIdentityInput) ([]identity.Check, error) {
		return []identity.Check{{Action: "sts:GetCallerIdentity", Resource: "*"}}, nil
	})
	authorise := map[string]gateway.Authoriser{}
	for _, op := range sts.Schema().Operations {
		authorise[op.Name] = allow
	}
	authorise["GetCallerIdentity"] = check
	o := gateway.Options{
		Rooms: []*gateway.Room{{Schema: sts.Schema(), Impl: f, Authorise: authorise}},
		Store: store, Identity: d, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Account: "123456789012", Region: "eu-west-3",
	}
	if change != nil {
		change(&o)
	}
	g, err := gateway.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Stop(context.Background()); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

var root = &identity.Principal{Kind: identity.Root, Account: "123456789012", ARN: "arn:aws:iam::123456789012:root"}

func whoAmI() gateway.Invocation {
	return gateway.Invocation{As: root, Service: "sts", Operation: "GetCallerIdentity", Input: &sts.GetCallerIdentityInput{}}
}

func TestInvoke(t *testing.T) {
	f := &fake{who: func(ctx context.Context) (*sts.GetCallerIdentityOutput, error) {
		arn := gateway.CallFrom(ctx).Principal.ARN
		return &sts.GetCallerIdentityOutput{Arn: &arn}, nil
	}}
	g := newGateway(t, f, door{}, nil)
	out, err := gateway.Do[sts.GetCallerIdentityOutput](t.Context(), g, whoAmI())
	if err != nil || *out.Arn != root.ARN {
		t.Fatalf("got %+v, %v", out, err)
	}
	for name, c := range map[string]struct {
		change func(*gateway.Invocation)
		code   string
	}{
		"unknown service": {func(v *gateway.Invocation) { v.Service = "quantum" }, "NotImplemented"},
		"not built":       {func(v *gateway.Invocation) { v.Operation = "AssumeRoot" }, "NotImplemented"},
		"invalid":         {func(v *gateway.Invocation) { v.Operation, v.Input = "AssumeRole", &sts.AssumeRoleInput{} }, "ValidationError"},
	} {
		v := whoAmI()
		c.change(&v)
		if _, err := g.Invoke(t.Context(), v); err == nil || protocol.AsError(err).Code != c.code {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
	}
}

func TestInvokeIsAuthorised(t *testing.T) {
	f := &fake{who: func(context.Context) (*sts.GetCallerIdentityOutput, error) {
		t.Error("the operation ran")
		return nil, nil
	}}
	g := newGateway(t, f, door{denied: &identity.Denied{Principal: root, Action: "sts:GetCallerIdentity"}}, nil)
	if _, err := g.Invoke(t.Context(), whoAmI()); err == nil || protocol.AsError(err).Code != "AccessDenied" {
		t.Errorf("got %v", err)
	}
}

func TestPanicBecomesInternalFailure(t *testing.T) {
	f := &fake{who: func(context.Context) (*sts.GetCallerIdentityOutput, error) { panic("secret detail") }}
	g := newGateway(t, f, door{}, nil)
	_, err := g.Invoke(t.Context(), whoAmI())
	e := protocol.AsError(err)
	if e.Code != "InternalFailure" || e.Status != 500 || strings.Contains(e.Message, "secret") {
		t.Errorf("got %+v", e)
	}
	if e.Cause == nil || !strings.Contains(e.Cause.Error(), "pipeline_test.go") {
		t.Errorf("the cause has no stack: %v", e.Cause)
	}
}

// TestSitePanics: a panic outside an operation answers 500, or breaks off what
// has begun, and is in the log with its stack.
func TestSitePanics(t *testing.T) {
	var log bytes.Buffer
	g := newGateway(t, &fake{}, door{}, func(o *gateway.Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.Rooms[0].Sites = []gateway.Site{{Name: "site", Match: func(h string) bool { return h == "site.example" },
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/begun" {
					io.WriteString(w, "half") //nolint:errcheck // the client sees
				}
				panic("secret detail")
			})}}
	})
	s := httptest.NewServer(g)
	get := func(path string) (int, string, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "site.example"
		resp, err := s.Client().Do(r)
		if err != nil {
			return 0, "", err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body), err
	}
	if status, body, err := get("/"); status != http.StatusInternalServerError || err != nil || strings.Contains(body, "secret") {
		t.Errorf("got %d %q, %v", status, body, err)
	}
	if status, body, err := get("/begun"); err == nil {
		t.Errorf("half an answer looks whole: %d %q", status, body)
	}
	s.Close()
	if n := strings.Count(log.String(), "pipeline_test.go"); n < 2 {
		t.Errorf("the log has no stacks:\n%s", log.String())
	}
}

func TestThrottle(t *testing.T) {
	f := &fake{who: func(context.Context) (*sts.GetCallerIdentityOutput, error) { return nil, nil }}
	g := newGateway(t, f, door{}, func(o *gateway.Options) {
		o.Throttle = func(context.Context, *gateway.Call, *schema.Operation) error {
			return protocol.Errorf(400, "Throttling", "Rate exceeded")
		}
	})
	if _, err := g.Invoke(t.Context(), whoAmI()); err == nil || protocol.AsError(err).Code != "Throttling" {
		t.Errorf("got %v", err)
	}
}

// TestUnknown: a call that nobody serves gets an error in its own protocol.
func TestUnknown(t *testing.T) {
	g := newGateway(t, &fake{}, door{}, nil)
	s := httptest.NewServer(g)
	defer s.Close()
	for _, c := range []struct {
		name           string
		header         map[string]string
		path, body     string
		status         int
		media, content string
	}{
		{"query: unknown action", form(), "/", "Action=Fly&Version=2011-06-15", 501, "text/xml", "<Code>NotImplemented</Code>"},
		{"query: no action", form(), "/", "x=y", 400, "text/xml", "<Code>MissingAction</Code>"},
		{"query: unsigned", form(), "/", "Action=GetCallerIdentity&Version=2011-06-15", 403, "text/xml", "<Code>MissingAuthenticationToken</Code>"},
		{"query: unknown key", signed("sts"), "/", "Action=GetCallerIdentity&Version=2011-06-15", 403, "text/xml", "<Code>InvalidClientTokenId</Code>"},
		{"query: unknown operation", signed("sts"), "/", "Action=Fly&Version=2011-06-15", 400, "text/xml", "<Code>InvalidAction</Code>"},
		{"query: a form that is none", signed("sts"), "/", "Action=%zz", 400, "text/xml", "<Code>MalformedQueryString</Code>"},
		{"json", map[string]string{"X-Amz-Target": "Nobody.Knows", "Content-Type": "application/x-amz-json-1.0"}, "/", "{}", 501, "application/x-amz-json-1.0", "NotImplemented"},
		{"cbor", map[string]string{"Smithy-Protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}, "/service/Nobody/operation/Knows", "\xa0", 501, "application/cbor", "NotImplemented"},
		{"rest of an unknown service", signed("lambda"), "/2015-03-31/functions", "", 501, "application/json", "The service lambda is not built."},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range c.header {
				r.Header.Set(k, v)
			}
			resp, err := s.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != c.status || !strings.HasPrefix(resp.Header.Get("Content-Type"), c.media) || !strings.Contains(string(body), c.content) {
				t.Errorf("got %d %s %q", resp.StatusCode, resp.Header.Get("Content-Type"), body)
			}
			if resp.Header.Get("X-Amzn-Requestid") == "" {
				t.Error("no request id")
			}
		})
	}
}

func form() map[string]string {
	return map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
}

// signed names a service in its credential scope; the signature is nobody's.
func signed(service string) map[string]string {
	now := time.Now().UTC()
	h := form()
	h["X-Amz-Date"] = now.Format("20060102T150405Z")
	h["Authorization"] = fmt.Sprintf("AWS4-HMAC-SHA256 Credential=AKIAAAAAAAAAAAAAAAAA/%s/eu-west-3/%s/aws4_request, SignedHeaders=host;x-amz-date, Signature=%064d",
		now.Format("20060102"), service, 0)
	return h
}

// TestStall: a client that stops sending is let go; one that is slow but steady
// is not.
func TestStall(t *testing.T) {
	g := newGateway(t, &fake{}, door{}, func(o *gateway.Options) { o.Stall = 300 * time.Millisecond })
	s := httptest.NewServer(g)
	defer s.Close()
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	dial := func(length int) net.Conn {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", length)
		if err := conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	t.Run("stalled", func(t *testing.T) {
		conn := dial(100)
		defer conn.Close()
		fmt.Fprint(conn, "Action=")
		if _, err := io.ReadAll(conn); err != nil {
			t.Errorf("the connection was not closed: %v", err)
		}
	})
	t.Run("steady", func(t *testing.T) {
		const body = "Action=GetCallerIdentity&Version=2011-06-15"
		conn := dial(len(body))
		defer conn.Close()
		for i := range len(body) { // takes several times the limit
			fmt.Fprint(conn, body[i:i+1])
			time.Sleep(30 * time.Millisecond)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("got %d", resp.StatusCode)
		}
	})
}
