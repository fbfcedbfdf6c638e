package s3

import (
	"net/http"
	"strings"
	"testing"
	"time"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/protocol"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return protocol.AsError(err).Code
}

func TestValidName(t *testing.T) {
	for name, want := range map[string]bool{
		"abc": true, "my.bucket-1": true, "a1b": true, strings.Repeat("a", 63): true, "1.2.3": true,
		"ab": false, strings.Repeat("a", 64): false, "Abc": false, "a_b": false, "-ab": false, "ab-": false, ".ab": false,
		"a..b": false, "192.168.5.4": false, "xn--a": false, "sthree-a": false, "amzn-s3-demo-b": false, "a-s3alias": false,
		"a--ol-s3": false, "a--x-s3": false, "a.mrap": false, "console": false, "localhost": false, "": false, "a/b": false,
	} {
		if got := validName(name); got != want {
			t.Errorf("%q: got %v", name, got)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	for _, p := range []struct{ constraint, region, want, code string }{
		{"", "us-east-1", "us-east-1", ""},
		{"eu-west-3", "us-east-1", "eu-west-3", ""},
		{"eu-west-3", "eu-west-3", "eu-west-3", ""},
		{"EU", "eu-west-1", "eu-west-1", ""},
		{"", "eu-west-3", "", "IllegalLocationConstraintException"},
		{"eu-west-1", "eu-west-3", "", "IllegalLocationConstraintException"},
		{"us-east-1", "us-east-1", "", "InvalidLocationConstraint"},
		{"moon", "eu-west-3", "", "InvalidLocationConstraint"},
	} {
		got, err := placeOf(p.constraint, p.region)
		if got != p.want || codeOf(err) != p.code {
			t.Errorf("%+v: got %q, %v", p, got, err)
		}
	}
}

func TestPreconditions(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 5e8, time.UTC)
	second := now.Truncate(time.Second)
	o := &object.Object{ETag: "e", Modified: now}
	for _, p := range []struct {
		name string
		preconditions
		want string
	}{
		{"none", preconditions{}, ""},
		{"any", preconditions{ifMatch: new("*")}, ""},
		{"one of a list", preconditions{ifMatch: new(`"x", "e"`)}, ""},
		{"match wins over unmodified", preconditions{ifMatch: new("e"), ifUnmodifiedSince: new(now.Add(-time.Hour))}, ""},
		{"no match", preconditions{ifMatch: new("x")}, "PreconditionFailed"},
		{"modified", preconditions{ifUnmodifiedSince: new(second.Add(-time.Second))}, "PreconditionFailed"},
		{"fractions don't count", preconditions{ifUnmodifiedSince: &second}, ""},
		{"known", preconditions{ifNoneMatch: new(`W/"e"`)}, "NotModified"},
		{"any known", preconditions{ifNoneMatch: new("*")}, "NotModified"},
		{"not modified", preconditions{ifModifiedSince: &second}, "NotModified"},
		{"none match wins over modified", preconditions{ifNoneMatch: new("x"), ifModifiedSince: &second}, ""},
		{"match before none match", preconditions{ifMatch: new("x"), ifNoneMatch: new("e")}, "PreconditionFailed"},
	} {
		if got := codeOf(p.check(o)); got != p.want {
			t.Errorf("%s: got %q, want %q", p.name, got, p.want)
		}
	}
}

func TestCopySource(t *testing.T) {
	for header, want := range map[string]object.GetInput{
		"b/k":                  {Bucket: "b", Key: "k"},
		"/b/k/l":               {Bucket: "b", Key: "k/l"},
		"b%2Fa%20b":            {Bucket: "b", Key: "a b"},
		"b/a+b":                {Bucket: "b", Key: "a+b"},
		"b/k%3Fv?versionId=x1": {Bucket: "b", Key: "k?v", VersionID: "x1"},
		"b":                    {}, "": {}, "b/": {}, "b/%zz": {}, "b/k?versionId=": {}, "arn:aws:s3:eu-west-3:1:accesspoint/a/object/k": {},
	} {
		if got, err := parseCopySource(header); got != want || (err != nil) != (want.Bucket == "") {
			t.Errorf("%q: got %+v, %v", header, got, err)
		}
	}
}

func TestTagging(t *testing.T) {
	tags, err := parseTagging(new("a=1&b=x%20y&c"))
	if err != nil || len(tags) != 3 || tags[1] != (object.Tag{Key: "b", Value: "x y"}) || tags[2].Value != "" {
		t.Errorf("got %+v, %v", tags, err)
	}
	for header, code := range map[string]string{
		"a=1&a=2": "InvalidArgument", "%zz=1": "InvalidArgument", "aws:a=1": "InvalidTag", "=1": "InvalidTag", "a=%00": "InvalidTag",
		"a&b&c&d&e&f&g&h&i&j&k": "BadRequest",
	} {
		if _, err := parseTagging(&header); codeOf(err) != code {
			t.Errorf("%q: got %v, want %s", header, err, code)
		}
	}
}

func TestURLEncode(t *testing.T) {
	if got, want := urlEncode("a b/ä+%*~\x01"), "a+b/%C3%A4%2B%25*%7E%01"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSystemHeaders(t *testing.T) {
	got, err := headers{contentEncoding: new("aws-chunked, gzip"), contentType: new("")}.system()
	if err != nil || len(got) != 1 || got[sysContentEncoding] != "gzip" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := (headers{redirect: new("ftp://x")}).system(); codeOf(err) != "InvalidRedirectLocation" {
		t.Errorf("got %v", err)
	}
}

func TestHoisted(t *testing.T) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://h/b/k?X-Amz-Signature=1&X-Amz-Date=2&x-amz-meta-a=b&x-amz-acl=private&x-amz-checksum-crc32=AAAAAA==&prefix=p", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Acl", "sent")
	hoisted(r)
	if len(r.Header) != 2 || r.Header.Get("X-Amz-Meta-A") != "b" || r.Header.Get("X-Amz-Acl") != "sent" {
		t.Errorf("got %v", r.Header)
	}
	r.Header = http.Header{}
	r.URL.RawQuery = "AWSAccessKeyId=a&Signature=1&Expires=2&content-type=a%2Fb&Content-MD5=c&x-amz-checksum-crc32=AAAAAA==&prefix=p"
	hoisted(r)
	if len(r.Header) != 3 || r.Header.Get("Content-Type") != "a/b" || r.Header.Get("Content-MD5") != "c" {
		t.Errorf("got %v", r.Header)
	}
}

// TestFits: a sub-resource of another operation makes none of this one. Else
// DELETE /b?acl would delete the bucket.
func TestFits(t *testing.T) {
	for _, c := range []struct{ op, query, code string }{
		{"DeleteBucket", "", ""},
		{"DeleteBucket", "x-id=DeleteBucket&foo", ""},
		{"DeleteBucket", "acl", "MethodNotAllowed"},
		{"DeleteBucket", "x=1&%76ersioning=", "MethodNotAllowed"},
		{"DeleteObject", "versionId=1", ""},
		{"DeleteObject", "tagging", "MethodNotAllowed"},
		{"DeleteObjectTagging", "tagging&versionId=1", ""},
		{"PutObject", "restore", "MethodNotAllowed"},
		{"PutObject", "partNumber=1", "InvalidArgument"},
		{"PutObject", "uploadId=x", "InvalidArgument"},
		{"PutObject", "versionId=null", "InvalidArgument"},
		{"CopyObject", "versionId=null", "InvalidArgument"},
		{"UploadPart", "partNumber=1&uploadId=x", ""},
		{"GetObject", "partNumber=1", ""},
		{"GetObject", "versionId=x", ""},
		{"GetObject", "versionId=", "InvalidArgument"},
		{"DeleteObject", "versionId", "InvalidArgument"},
		{"ListObjectsV2", "list-type=2&prefix=acl&delimiter=/", ""},
		{"GetObject", "response-content-type=a&partNumber=1", ""},
		{"GetObject", "torrent", "MethodNotAllowed"},
		{"DeleteObjects", "delete", ""},
		{"PutObject", "X-Amz-Copy-Source=b%2Fk&X-Amz-Signature=1", "NotImplemented"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://h/b?"+c.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		op := api.Schema().Operation(c.op)
		if op.Name == "DeleteObjects" {
			r.Header.Set("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")
		}
		if _, err := prepare(op, r, nil); codeOf(err) != c.code {
			t.Errorf("%s?%s: %v", c.op, c.query, err)
		}
	}
}

func TestTiers(t *testing.T) {
	for op, want := range map[string]string{
		"PutObject": usageTier1, "ListObjectsV2": usageTier1, "CopyObject": usageTier1, "UploadPart": usageTier1,
		"GetObject": usageTier2, "HeadObject": usageTier2, "DeleteObject": "", "AbortMultipartUpload": "",
	} {
		if got := tier(op); got != want {
			t.Errorf("%s: got %q", op, got)
		}
	}
}

func TestEveryOperationIsAuthorised(t *testing.T) {
	table := newService(Deps{}).authorisers()
	for _, op := range api.Schema().Operations {
		if (op.Input != nil) != (table[op.Name] != nil) {
			t.Errorf("%s: built %v, authorised %v", op.Name, op.Input != nil, table[op.Name] != nil)
		}
	}
}

func TestSiteHost(t *testing.T) {
	s := newService(Deps{Domains: []string{"Cloud.example"}})
	for host, want := range map[string][2]string{
		"b.s3-website.eu-west-3.localhost":              {"b", "eu-west-3"},
		"a.b.s3-website-eu-west-3.localhost":            {"a.b", "eu-west-3"},
		"b.s3-website.eu-west-3.cloud.example":          {"b", "eu-west-3"},
		"www.bakery.example":                            {"www.bakery.example", ""},
		"b.s3.localhost":                                {"", ""},
		"localhost":                                     {"", ""},
		"cloud.example":                                 {"", ""},
		"sqs.cloud.example":                             {"", ""},
		"x.s3-website.y.s3-website.us-east-1.localhost": {"x.s3-website.y", "us-east-1"},
	} {
		bucket, region, _ := s.siteHost(host)
		if got := [2]string{bucket, region}; got != want {
			t.Errorf("%s: got %q, want %q", host, got, want)
		}
	}
}

func FuzzRange(f *testing.F) {
	for _, s := range []string{"bytes=0-1", "bytes=-5", "bytes=5-", "bytes=9-1", "bytes=99999999999999999999-", "x"} {
		f.Add(s, int64(10))
	}
	f.Fuzz(func(t *testing.T, header string, size int64) {
		if size < 0 {
			return
		}
		if s, ok, _ := parseRange(header, size); ok && (s.off < 0 || s.n <= 0 || s.off+s.n > size) {
			t.Errorf("%q of %d: %+v", header, size, s)
		}
		if s, err := parseCopyRange(header, size); err == nil && (s.off < 0 || s.n <= 0 || s.off+s.n > size) {
			t.Errorf("copy %q of %d: %+v", header, size, s)
		}
	})
}

func FuzzHeaders(f *testing.F) {
	for _, s := range []string{"a=1&b=2", "b/k?versionId=1", "MTph", "*", `"a", W/"b"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if tags, err := parseTagging(&text); err == nil && len(tags) > maxObjectTags {
			t.Errorf("%d tags", len(tags))
		}
		if from, err := parseCopySource(text); err == nil && (from.Bucket == "" || from.Key == "") {
			t.Errorf("%+v", from)
		}
		if after, err := parseToken(&text, "t"); err == nil {
			if again, err := parseToken(new(formatToken(after)), "t"); err != nil || again != after {
				t.Errorf("token %q: %q, %v", text, again, err)
			}
		}
		matches(text, "e")
		_, _ = contentMD5(&text)
		_, _ = parsePolicy("bucket", text)
	})
}
