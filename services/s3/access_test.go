package s3_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func statement(s string) string { return `{"Version":"2012-10-17","Statement":[` + s + `]}` }

func TestUserPolicies(t *testing.T) {
	c := serve(t)
	b := c.bucket("office")
	c.put(b, "ann/letter", "dear")
	do(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: aws.String("ann/old"), Body: strings.NewReader("x"), Tagging: aws.String("state=closed")})
	c.put(b, "bob/letter", "no")
	ann := c.user("ann", statement(`
		{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::office/ann/*"},
		{"Effect":"Deny","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"s3:ExistingObjectTag/state":"closed"}}},
		{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::office","Condition":{"StringLike":{"s3:prefix":"ann/*"}}},
		{"Effect":"Allow","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::office/ann/letter"}`))
	do(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("ann/letter")})
	message := refused(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("bob/letter")}, "AccessDenied")
	for _, part := range []string{"user/ann", "s3:GetObject", "arn:aws:s3:::office/bob/letter"} {
		if !strings.Contains(message, part) {
			t.Errorf("message %q lacks %s", message, part)
		}
	}
	refused(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("ann/old")}, "AccessDenied")
	do(c, ann.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b, Prefix: aws.String("ann/")})
	refused(c, ann.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b}, "AccessDenied")
	// Without the permission to list, what is not there is forbidden.
	refused(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("ann/none")}, "AccessDenied")
	refused(c, ann.PutObject, &sdk.PutObjectInput{Bucket: b, Key: aws.String("ann/t"), Tagging: aws.String("a=1")}, "AccessDenied")
	refused(c, ann.CopyObject, &sdk.CopyObjectInput{Bucket: b, Key: aws.String("ann/stolen"), CopySource: aws.String("office/bob/letter")}, "AccessDenied")
	do(c, ann.CopyObject, &sdk.CopyObjectInput{Bucket: b, Key: aws.String("ann/copy"), CopySource: aws.String("office/ann/letter")})
	refused(c, ann.ListBuckets, &sdk.ListBucketsInput{}, "AccessDenied")
	refused(c, ann.CreateBucket, &sdk.CreateBucketInput{Bucket: aws.String("anns-own"),
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: region}}, "AccessDenied")

	out := do(c, ann.DeleteObjects, &sdk.DeleteObjectsInput{Bucket: b, Delete: &types.Delete{Objects: []types.ObjectIdentifier{
		{Key: aws.String("ann/letter")}, {Key: aws.String("bob/letter")},
	}}})
	if len(out.Deleted) != 1 || *out.Deleted[0].Key != "ann/letter" || len(out.Errors) != 1 || *out.Errors[0].Code != "AccessDenied" || *out.Errors[0].Key != "bob/letter" {
		t.Errorf("delete many: %+v", out)
	}
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("ann/letter")}, "NoSuchKey")
}

func TestVersionPermissions(t *testing.T) {
	c := serve(t)
	b := c.bucket("history")
	do(c, c.PutBucketVersioning, &sdk.PutBucketVersioningInput{Bucket: b, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}})
	id := c.put(b, "k", "v").VersionId
	k := aws.String("k")
	ann := c.user("ann", statement(`{"Effect":"Allow","Action":["s3:GetObject","s3:DeleteObject"],"Resource":"*"}`))
	do(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k})
	refused(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, VersionId: id}, "AccessDenied")
	refused(c, ann.DeleteObject, &sdk.DeleteObjectInput{Bucket: b, Key: k, VersionId: id}, "AccessDenied")
	bob := c.user("bob", statement(`{"Effect":"Allow","Action":"s3:*ObjectVersion","Resource":"*"}`))
	do(c, bob.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, VersionId: id})
	refused(c, bob.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k}, "AccessDenied")
}

func TestBucketPolicy(t *testing.T) {
	c := serve(t)
	b := c.bucket("shared")
	c.put(b, "k", "v")
	ann := c.user("ann", "")
	put := func(text string) *sdk.PutBucketPolicyInput {
		return &sdk.PutBucketPolicyInput{Bucket: b, Policy: &text}
	}
	refused(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("k")}, "AccessDenied")
	toAnn := statement(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/ann"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::shared/*"}`)
	do(c, c.PutBucketPolicy, put(toAnn))
	do(c, ann.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("k")})
	if got := *do(c, c.GetBucketPolicy, &sdk.GetBucketPolicyInput{Bucket: b}).Policy; got != toAnn {
		t.Errorf("got %s", got)
	}
	if s := do(c, c.GetBucketPolicyStatus, &sdk.GetBucketPolicyStatusInput{Bucket: b}); *s.PolicyStatus.IsPublic {
		t.Error("a policy for one user counts as public")
	}
	c.remove("ann")
	again := c.user("ann", "")
	refused(c, again.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("k")}, "AccessDenied") // somebody else
	if got := *do(c, c.GetBucketPolicy, &sdk.GetBucketPolicyInput{Bucket: b}).Policy; strings.Contains(got, "user/ann") || !strings.Contains(got, `"AIDA`) {
		t.Errorf("a policy for somebody who is gone: %s", got)
	}
	for name, text := range map[string]string{
		"no JSON":           `Allow`,
		"no statement":      `{"Version":"2012-10-17"}`,
		"another bucket":    statement(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::other/*"}`),
		"a longer name":     statement(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shared-too/*"}`),
		"another service":   statement(`{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"arn:aws:s3:::shared/*"}`),
		"no principal":      statement(`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shared/*"}`),
		"unknown principal": statement(`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/nobody"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::shared/*"}`),
		"too large":         statement(`{"Sid":"` + strings.Repeat("x", 20<<10) + `","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shared/*"}`),
	} {
		_, err := c.PutBucketPolicy(c.ctx, put(text))
		if err == nil || !strings.Contains(err.Error(), "MalformedPolicy") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	// Root of the owning account can't be locked out of the policy itself.
	do(c, c.PutBucketPolicy, put(statement(`{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:*","Resource":["arn:aws:s3:::shared","arn:aws:s3:::shared/*"]}`)))
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("k")}, "AccessDenied")
	do(c, c.DeleteBucketPolicy, &sdk.DeleteBucketPolicyInput{Bucket: b})
	do(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("k")})
}

func TestPublicAccess(t *testing.T) {
	c := serve(t)
	b := c.bucket("public-one")
	c.put(b, "k", "v")
	status := func(path string) int {
		r, _ := c.plain(http.MethodGet, "", path, nil, nil)
		return r.StatusCode
	}
	public := aws.String(statement(`{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::public-one/*"}`))
	refused(c, c.PutBucketPolicy, &sdk.PutBucketPolicyInput{Bucket: b, Policy: public}, "AccessDenied")
	if got := status("/public-one/k"); got != http.StatusForbidden {
		t.Errorf("private: %d", got)
	}
	c.open(b)
	if got := status("/public-one/k"); got != http.StatusOK {
		t.Errorf("public: %d", got)
	}
	for _, host := range []string{"public-one.s3.localhost", "public-one.s3.eu-west-3.cloud.example:80"} {
		if r, text := c.plain(http.MethodGet, host, "/k", nil, nil); r.StatusCode != http.StatusOK || text != "v" {
			t.Errorf("%s: %d %q", host, r.StatusCode, text)
		}
	}
	if s := do(c, c.GetBucketPolicyStatus, &sdk.GetBucketPolicyStatusInput{Bucket: b}); !*s.PolicyStatus.IsPublic {
		t.Error("not public")
	}
	if got := status("/public-one/none"); got != http.StatusForbidden {
		t.Errorf("absent: %d", got)
	}
	if r, text := c.plain(http.MethodGet, "", "/public-one/k?response-content-type=text/html", nil, nil); r.StatusCode != http.StatusBadRequest {
		t.Errorf("anonymous override: %d %s", r.StatusCode, text)
	}
	if r, _ := c.plain(http.MethodPut, "", "/public-one/new", nil, []byte("x")); r.StatusCode != http.StatusForbidden {
		t.Errorf("anonymous PUT: %d", r.StatusCode)
	}
	do(c, c.PutPublicAccessBlock, &sdk.PutPublicAccessBlockInput{Bucket: b, PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{RestrictPublicBuckets: aws.Bool(true)}})
	if got := status("/public-one/k"); got != http.StatusForbidden {
		t.Errorf("restricted: %d", got)
	}
	if got := status("/no-such-bucket/k"); got != http.StatusNotFound {
		t.Errorf("no bucket: %d", got)
	}
}

func TestPresigned(t *testing.T) {
	c := serve(t)
	b := c.bucket("presigned")
	p := sdk.NewPresignClient(c.Client)
	put, err := p.PresignPutObject(c.ctx, &sdk.PutObjectInput{Bucket: b, Key: aws.String("k"), Metadata: map[string]string{"m": "1"}, Tagging: aws.String("a=b")})
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(put.URL, c.url)
	if r, text := c.plain(http.MethodPut, "", path, put.SignedHeader, []byte("by link")); r.StatusCode != http.StatusOK {
		t.Fatalf("put: %d %s", r.StatusCode, text)
	}
	h := do(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: aws.String("k")})
	if h.Metadata["m"] != "1" || aws.ToInt32(h.TagCount) != 1 {
		t.Errorf("head: %+v", h)
	}
	get, err := p.PresignGetObject(c.ctx, &sdk.GetObjectInput{Bucket: b, Key: aws.String("k"), ResponseContentDisposition: aws.String("attachment")})
	if err != nil {
		t.Fatal(err)
	}
	r, text := c.plain(http.MethodGet, "", strings.TrimPrefix(get.URL, c.url), nil, nil)
	if r.StatusCode != http.StatusOK || text != "by link" || r.Header.Get("Content-Disposition") != "attachment" {
		t.Errorf("get: %d %q %v", r.StatusCode, text, r.Header)
	}
	r, _ = c.plain(http.MethodGet, "", strings.Replace(strings.TrimPrefix(get.URL, c.url), "/k?", "/other?", 1), nil, nil)
	if r.StatusCode != http.StatusForbidden {
		t.Errorf("tampered: %d", r.StatusCode)
	}
}

// TestFrontDoor: what is asked of S3 and not there is refused in its own words.
func TestFrontDoor(t *testing.T) {
	c := serve(t)
	c.bucket("front-door")
	preflight := http.Header{"Origin": {"https://x.example"}, "Access-Control-Request-Method": {"PUT"}}
	for _, v := range []struct {
		method, path string
		header       http.Header
		status       int
		code         string
	}{
		{http.MethodPost, "/front-door", http.Header{"Content-Type": {"multipart/form-data; boundary=x"}}, http.StatusNotImplemented, "NotImplemented"},
		{http.MethodPost, "/front-door", nil, http.StatusMethodNotAllowed, "MethodNotAllowed"},
		{http.MethodPatch, "/front-door/k", nil, http.StatusMethodNotAllowed, "MethodNotAllowed"},
		{http.MethodDelete, "/front-door?acl", nil, http.StatusMethodNotAllowed, "MethodNotAllowed"},
		{http.MethodOptions, "/front-door/k", preflight, http.StatusForbidden, "AccessForbidden"},
	} {
		r, text := c.plain(v.method, "", v.path, v.header, []byte("--x--"))
		if r.StatusCode != v.status || !strings.Contains(text, "<Code>"+v.code+"</Code>") || r.Header.Get("X-Amz-Request-Id") == "" {
			t.Errorf("%s %s: %d %s", v.method, v.path, r.StatusCode, text)
		}
	}
}
