package s3_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestWebsite(t *testing.T) {
	c := serve(t)
	b := c.bucket("www.bakery.example")
	for k, text := range map[string]string{"index.html": "home", "error.html": "oops", "docs/index.html": "docs", "page.html": "page", "new/x.html": "moved"} {
		do(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: &k, Body: strings.NewReader(text), ContentType: aws.String("text/html")})
	}
	do(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: aws.String("go"), WebsiteRedirectLocation: aws.String("https://else.example/x")})
	do(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: aws.String("secret"), Body: strings.NewReader("s")})
	const host = "www.bakery.example.s3-website.eu-west-3.localhost"
	if r, text := c.plain(http.MethodGet, host, "/", nil, nil); r.StatusCode != http.StatusNotFound || !strings.Contains(text, "NoSuchWebsiteConfiguration") {
		t.Errorf("before: %d %s", r.StatusCode, text)
	}
	do(c, c.PutBucketWebsite, &sdk.PutBucketWebsiteInput{Bucket: b, WebsiteConfiguration: &types.WebsiteConfiguration{
		IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")}, ErrorDocument: &types.ErrorDocument{Key: aws.String("error.html")},
		RoutingRules: []types.RoutingRule{
			{Condition: &types.Condition{KeyPrefixEquals: aws.String("old/")}, Redirect: &types.Redirect{ReplaceKeyPrefixWith: aws.String("new/"), HttpRedirectCode: aws.String("302")}},
			{Condition: &types.Condition{KeyPrefixEquals: aws.String("lost/"), HttpErrorCodeReturnedEquals: aws.String("404")}, Redirect: &types.Redirect{ReplaceKeyWith: aws.String("page.html")}},
		},
	}})
	if r, text := c.plain(http.MethodGet, host, "/", nil, nil); r.StatusCode != http.StatusForbidden || !strings.Contains(text, "<li>Code: AccessDenied</li>") ||
		!strings.Contains(text, "Custom Error Document") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("private: %d %s", r.StatusCode, text)
	}
	c.open(b)
	do(c, c.PutBucketPolicy, &sdk.PutBucketPolicyInput{Bucket: b, Policy: aws.String(statement(
		`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","NotResource":"arn:aws:s3:::www.bakery.example/secret*"}`))})
	for _, v := range []struct {
		host, path     string
		status         int
		text, location string
	}{
		{host, "/", 200, "home", ""},
		{"www.bakery.example.s3-website-eu-west-3.localhost:4566", "/", 200, "home", ""},
		{"www.bakery.example.s3-website.eu-west-3.cloud.example", "/", 200, "home", ""},
		{"WWW.bakery.example:8080", "/page.html?q=1", 200, "page", ""},
		{host, "/docs/", 200, "docs", ""},
		{host, "/docs", 302, "", "/docs/"},
		{host, "/none", 404, "oops", ""},
		{host, "/secret", 403, "oops", ""},
		{host, "/secret-none", 403, "oops", ""},
		{host, "/go", 301, "", "https://else.example/x"},
		{host, "/old/x.html?a=b", 302, "", "http://" + host + "/new/x.html?a=b"},
		{host, "/lost/y", 301, "", "http://" + host + "/page.html"},
		{"www.bakery.example.s3-website.us-east-1.localhost", "/", 400, "IncorrectEndpoint", ""},
		{"nobody.s3-website.eu-west-3.localhost", "/", 404, "NoSuchBucket", ""},
	} {
		r, text := c.plain(http.MethodGet, v.host, v.path, nil, nil)
		if r.StatusCode != v.status || !strings.Contains(text, v.text) || r.Header.Get("Location") != v.location {
			t.Errorf("%s%s: %d %q to %q", v.host, v.path, r.StatusCode, text, r.Header.Get("Location"))
		}
	}
	if r, text := c.plain(http.MethodHead, host, "/page.html", nil, nil); r.StatusCode != http.StatusOK || text != "" || r.ContentLength != 4 {
		t.Errorf("HEAD: %d %q", r.StatusCode, text)
	}
	if r, _ := c.plain(http.MethodPut, host, "/page.html", nil, []byte("x")); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") == "" {
		t.Errorf("PUT: %d", r.StatusCode)
	}
	r, _ := c.plain(http.MethodGet, host, "/page.html", nil, nil)
	if again, text := c.plain(http.MethodGet, host, "/page.html", http.Header{"If-None-Match": r.Header["Etag"]}, nil); again.StatusCode != http.StatusNotModified || text != "" {
		t.Errorf("again: %d %q", again.StatusCode, text)
	}
	if r, text := c.plain(http.MethodGet, host, "/page.html", http.Header{"Range": {"bytes=1-2"}}, nil); r.StatusCode != http.StatusPartialContent || text != "ag" {
		t.Errorf("range: %d %q", r.StatusCode, text)
	}
	got := do(c, c.GetBucketWebsite, &sdk.GetBucketWebsiteInput{Bucket: b})
	if len(got.RoutingRules) != 2 || *got.RoutingRules[1].Condition.HttpErrorCodeReturnedEquals != "404" || *got.IndexDocument.Suffix != "index.html" {
		t.Errorf("configuration: %+v", got)
	}
	do(c, c.DeleteBucketWebsite, &sdk.DeleteBucketWebsiteInput{Bucket: b})
	refused(c, c.GetBucketWebsite, &sdk.GetBucketWebsiteInput{Bucket: b}, "NoSuchWebsiteConfiguration")
}

func TestWebsiteRedirectAll(t *testing.T) {
	c := serve(t)
	b := c.bucket("bakery")
	do(c, c.PutBucketWebsite, &sdk.PutBucketWebsiteInput{Bucket: b, WebsiteConfiguration: &types.WebsiteConfiguration{
		RedirectAllRequestsTo: &types.RedirectAllRequestsTo{HostName: aws.String("www.bakery.example"), Protocol: types.ProtocolHttps},
	}})
	r, _ := c.plain(http.MethodGet, "bakery.s3-website.eu-west-3.localhost", "/a%20b?c=d", nil, nil)
	if r.StatusCode != http.StatusMovedPermanently || r.Header.Get("Location") != "https://www.bakery.example/a%20b?c=d" {
		t.Errorf("%d %q", r.StatusCode, r.Header.Get("Location"))
	}
	for _, bad := range []*types.WebsiteConfiguration{
		{},
		{IndexDocument: &types.IndexDocument{Suffix: aws.String("a/b")}},
		{IndexDocument: &types.IndexDocument{Suffix: aws.String("i")}, RedirectAllRequestsTo: &types.RedirectAllRequestsTo{HostName: aws.String("x")}},
	} {
		refused(c, c.PutBucketWebsite, &sdk.PutBucketWebsiteInput{Bucket: b, WebsiteConfiguration: bad}, "InvalidArgument")
	}
}
