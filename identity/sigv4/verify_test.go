package sigv4

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

var (
	now   = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	creds = aws.Credentials{AccessKeyID: "AKIAEXAMPLE", SecretAccessKey: "secret", SessionToken: "token"}
)

func wantKind(t testing.TB, err error, kind Kind) {
	t.Helper()
	if e := (*Error)(nil); !errors.As(err, &e) || e.Kind != kind {
		t.Errorf("got %v, want %s", err, kind)
	}
}

func hexSum(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// sent turns a client's request into what the server reads from the wire.
func sent(t testing.TB, r *http.Request) *http.Request {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return raw(t, b.String())
}

type want struct{ method, url, body, service string }

func (w want) request(t testing.TB) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), w.method, w.url, strings.NewReader(w.body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// signed makes a request as the SDK signs it.
func (w want) signed(t testing.TB) *http.Request {
	t.Helper()
	r := w.request(t)
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = w.service == "s3" })
	if w.service == "s3" {
		r.Header.Set("X-Amz-Content-Sha256", hexSum(w.body))
	}
	if err := signer.SignHTTP(context.Background(), creds, r, hexSum(w.body), w.service, "eu-west-3", now); err != nil {
		t.Fatal(err)
	}
	return r
}

// presigned makes a request as the SDK presigns it.
func (w want) presigned(t testing.TB, life string) *http.Request {
	t.Helper()
	r := w.request(t)
	q := r.URL.Query()
	q.Set("X-Amz-Expires", life)
	r.URL.RawQuery = q.Encode()
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = w.service == "s3" })
	payload := Unsigned
	if w.service != "s3" {
		payload = hexSum(w.body)
	}
	to, header, err := signer.PresignHTTP(context.Background(), creds, r, payload, w.service, "eu-west-3", now)
	if err != nil {
		t.Fatal(err)
	}
	out, err := http.NewRequestWithContext(context.Background(), w.method, to, strings.NewReader(w.body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		if k != "Host" && k != "Content-Length" {
			out.Header[k] = v
		}
	}
	return out
}

var wants = map[string]want{
	"simple":         {"GET", "http://127.0.0.1:4566/", "", "s3"},
	"key":            {"PUT", "http://bucket.s3.localhost:4566/a/b c/ä+~.txt", "hello", "s3"},
	"dots":           {"GET", "http://localhost/bucket/a//b/../c/./d", "", "s3"},
	"escaped slash":  {"GET", "http://localhost/bucket/a%2Fb", "", "s3"},
	"query":          {"GET", "http://localhost/bucket?list-type=2&prefix=a%2Fb+c&delimiter=%2F&uploads", "", "s3"},
	"same key twice": {"GET", "http://localhost/bucket?b=2&a=2&a=1&b=", "", "s3"},
	"form":           {"POST", "http://localhost:4566/", "Action=GetCallerIdentity&Version=2011-06-15", "sts"},
	"encoded path":   {"GET", "http://localhost/2015-03-31/functions/arn%3Aaws%3Alambda", "", "lambda"},
	"space in path":  {"POST", "http://localhost/a b/c", "x", "lambda"},
	"IPv6":           {"GET", "http://[::1]:4566/bucket", "", "s3"},
}

func TestSDKSignature(t *testing.T) {
	for name, w := range wants {
		t.Run(name, func(t *testing.T) {
			body, _, err := verify(sent(t, w.signed(t)), "secret", now)
			if err != nil || string(body) != w.body {
				t.Errorf("got %q, %v", body, err)
			}
		})
	}
}

func TestSDKPresigned(t *testing.T) {
	for name, w := range wants {
		t.Run(name, func(t *testing.T) {
			r := sent(t, w.presigned(t, "60"))
			body, _, err := verify(r, "secret", now.Add(59*time.Second))
			if err != nil || string(body) != w.body {
				t.Errorf("got %q, %v", body, err)
			}
			s, err := Parse(r)
			if err != nil || s.Token != "token" || s.Region != "eu-west-3" || s.Expires != time.Minute {
				t.Errorf("%+v, %v", s, err)
			}
		})
	}
}

func TestTamperedIsRefused(t *testing.T) {
	base := want{"PUT", "http://localhost/bucket/key?tagging=x", "hello", "s3"}
	for name, c := range map[string]struct {
		change func(*http.Request)
		kind   Kind
	}{
		"method":     {func(r *http.Request) { r.Method = "POST" }, SignatureDoesNotMatch},
		"path":       {func(r *http.Request) { r.URL.Path = "/bucket/other" }, SignatureDoesNotMatch},
		"query":      {func(r *http.Request) { r.URL.RawQuery = "tagging=y" }, SignatureDoesNotMatch},
		"more query": {func(r *http.Request) { r.URL.RawQuery += "&acl" }, SignatureDoesNotMatch},
		"host":       {func(r *http.Request) { r.Host = "localhost:1" }, SignatureDoesNotMatch},
		"signed header": {func(r *http.Request) {
			r.Header.Set("X-Amz-Date", now.Add(time.Second).Format(timeFormat))
		}, SignatureDoesNotMatch},
		"token":           {func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "other") }, SignatureDoesNotMatch},
		"unsigned header": {func(r *http.Request) { r.Header.Set("X-Amz-Acl", "public-read") }, MissingSignedHeader},
		"claimed hash":    {func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", hexSum("other")) }, SignatureDoesNotMatch},
		"unsigned claim":  {func(r *http.Request) { r.Header.Set("X-Amz-Content-Sha256", Unsigned) }, SignatureDoesNotMatch},
		"no hash":         {func(r *http.Request) { r.Header.Del("X-Amz-Content-Sha256") }, MissingContentSHA256},
		"body":            {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("jello")) }, ContentSHA256Mismatch},
		"short body":      {func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("hell")); r.ContentLength = 4 }, SignatureDoesNotMatch},
		"region": {func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "eu-west-3", "eu-west-1", 1))
		}, SignatureDoesNotMatch},
		"service": {func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "/s3/", "/s3-outposts/", 1))
		}, SignatureDoesNotMatch},
		"date": {func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "20260102", "20260101", 1))
		}, WrongScope},
		"terminator": {func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "aws4_request", "aws5_request", 1))
		}, WrongScope},
		"signed headers": {func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "SignedHeaders=content-length;host;", "SignedHeaders=content-length;", 1))
		}, MissingSignedHeader},
		"two mechanisms": {func(r *http.Request) { r.URL.RawQuery += "&X-Amz-Signature=0" }, MultipleMechanisms},
		"version 2":      {func(r *http.Request) { r.Header.Set("Authorization", "AWS AKIA:sig") }, InvalidAlgorithm},
		"SigV4A":         {func(r *http.Request) { r.Header.Set("Authorization", "AWS4-ECDSA-P256-SHA256 Credential=A") }, InvalidAlgorithm},
		"basic":          {func(r *http.Request) { r.SetBasicAuth("a", "b") }, UnsupportedAuthorization},
		"empty":          {func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 ") }, IncompleteSignature},
		"no date":        {func(r *http.Request) { r.Header.Del("X-Amz-Date") }, MissingDate},
	} {
		t.Run(name, func(t *testing.T) {
			r := base.signed(t)
			c.change(r)
			_, _, err := verify(sent(t, r), "secret", now)
			wantKind(t, err, c.kind)
		})
	}
}

func TestTamperedFormIsRefused(t *testing.T) {
	r := wants["form"].signed(t)
	r.Body = io.NopCloser(strings.NewReader("Action=GetCallerIdentitx&Version=2011-06-15"))
	_, _, err := verify(sent(t, r), "secret", now)
	wantKind(t, err, SignatureDoesNotMatch)
	big := want{"POST", "http://localhost/", strings.Repeat("a", 16<<20+1), "sts"}
	_, _, err = verify(sent(t, big.signed(t)), "secret", now)
	wantKind(t, err, BodyTooLarge)
}

func TestTimes(t *testing.T) {
	header, presigned := wants["simple"].signed(t), wants["simple"].presigned(t, "3600")
	for _, c := range []struct {
		name  string
		r     *http.Request
		shift time.Duration
		kind  Kind
	}{
		{"late", header, MaxSkew + time.Second, RequestTimeTooSkewed},
		{"early", header, -MaxSkew - time.Second, RequestTimeTooSkewed},
		{"late enough", header, MaxSkew, ""},
		{"early enough", header, -MaxSkew, ""},
		{"expired", presigned, time.Hour + time.Second, ExpiredPresigned},
		{"just in time", presigned, time.Hour, ""},
		{"too early", presigned, -MaxSkew - time.Second, NotYetValid},
	} {
		_, _, err := verify(sent(t, c.r), "secret", now.Add(c.shift))
		if c.kind == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		t.Run(c.name, func(t *testing.T) { wantKind(t, err, c.kind) })
	}
}

func TestTamperedPresignedIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*http.Request, url.Values)
		kind   Kind
	}{
		"expires":      {func(_ *http.Request, q url.Values) { q.Set("X-Amz-Expires", "604800") }, SignatureDoesNotMatch},
		"long expires": {func(_ *http.Request, q url.Values) { q.Set("X-Amz-Expires", "604801") }, MalformedQuery},
		"negative":     {func(_ *http.Request, q url.Values) { q.Set("X-Amz-Expires", "-1") }, MalformedQuery},
		"no expires":   {func(_ *http.Request, q url.Values) { q.Del("X-Amz-Expires") }, MalformedQuery},
		"twice":        {func(_ *http.Request, q url.Values) { q.Add("X-Amz-Date", "20260102T030405Z") }, MalformedQuery},
		"algorithm":    {func(_ *http.Request, q url.Values) { q.Set("X-Amz-Algorithm", "AWS4-ECDSA-P256-SHA256") }, InvalidAlgorithm},
		"no algorithm": {func(_ *http.Request, q url.Values) { q.Del("X-Amz-Algorithm") }, InvalidAlgorithm},
		"no signature": {func(_ *http.Request, q url.Values) { q.Del("X-Amz-Signature") }, MalformedQuery},
		"more query":   {func(_ *http.Request, q url.Values) { q.Set("acl", "") }, SignatureDoesNotMatch},
		"header":       {func(r *http.Request, _ url.Values) { r.Header.Set("X-Amz-Acl", "public-read") }, MissingSignedHeader},
		"method":       {func(r *http.Request, _ url.Values) { r.Method = "DELETE" }, SignatureDoesNotMatch},
		"body":         {func(r *http.Request, _ url.Values) { r.Header.Set("X-Amz-Content-Sha256", hexSum("other")) }, ContentSHA256Mismatch},
	} {
		t.Run(name, func(t *testing.T) {
			r := want{"PUT", "http://localhost/bucket/key", "hello", "s3"}.presigned(t, "60")
			q := r.URL.Query()
			c.change(r, q)
			r.URL.RawQuery = q.Encode()
			_, _, err := verify(sent(t, r), "secret", now)
			wantKind(t, err, c.kind)
		})
	}
}

func TestMismatchShowsCanonicalRequest(t *testing.T) {
	_, _, err := verify(sent(t, wants["query"].signed(t)), "other", now)
	e := (*Error)(nil)
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if !strings.HasPrefix(e.CanonicalRequest, "GET\n/bucket\ndelimiter=%2F&list-type=2&prefix=a%2Fb%20c&uploads=\n") {
		t.Errorf("canonical request %q", e.CanonicalRequest)
	}
	if !strings.HasPrefix(e.StringToSign, "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/eu-west-3/s3/aws4_request\n") {
		t.Errorf("string to sign %q", e.StringToSign)
	}
	if strings.Contains(e.Error(), "other") {
		t.Error("the secret shows")
	}
}

func TestAnonymous(t *testing.T) {
	s, err := Parse(raw(t, "GET /bucket/key?versionId=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	if s != nil || err != nil {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestKeyCache(t *testing.T) {
	c := NewKeyCache(2)
	id := keyID{"a", "20260102", "eu-west-3", "s3"}
	first := c.key(id, "secret")
	if c.key(id, "secret") != first || first != derive("secret", id) {
		t.Error("the cached key is another")
	}
	if c.key(id, "changed") == first {
		t.Error("a changed secret got the old key")
	}
	for _, region := range []string{"a", "b", "c", "d"} {
		id.region = region
		c.key(id, "secret")
	}
	if len(c.m) != 2 {
		t.Errorf("%d keys kept", len(c.m))
	}
}
