package s3_test

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

func TestObject(t *testing.T) {
	c := serve(t)
	b := c.bucket("objects")
	k := aws.String("a/ä ö+%&.txt")
	const text = "hello, world"
	p := do(c, c.PutObject, &sdk.PutObjectInput{
		Bucket: b, Key: k, Body: strings.NewReader(text), ContentType: aws.String("text/plain"), CacheControl: aws.String("max-age=60"),
		Metadata: map[string]string{"Colour": "blue"}, Tagging: aws.String("client=bakery&plan=x%20y"),
	})
	sum := md5.Sum([]byte(text))
	if want := `"` + hex(sum[:]) + `"`; *p.ETag != want || p.VersionId != nil || p.ChecksumCRC32 == nil || p.ChecksumType != types.ChecksumTypeFullObject {
		t.Errorf("put: %+v", p)
	}
	g := do(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, ChecksumMode: types.ChecksumModeEnabled})
	got, err := io.ReadAll(g.Body)
	if err != nil || string(got) != text {
		t.Errorf("got %q, %v", got, err)
	}
	if *g.ContentType != "text/plain" || *g.CacheControl != "max-age=60" || g.Metadata["colour"] != "blue" || *g.TagCount != 2 ||
		*g.AcceptRanges != "bytes" || *g.ContentLength != int64(len(text)) || *g.ETag != *p.ETag || *g.ChecksumCRC32 != *p.ChecksumCRC32 {
		t.Errorf("get: %+v", g)
	}
	h := do(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: k})
	if *h.ContentLength != int64(len(text)) || h.ChecksumCRC32 != nil || h.Metadata["colour"] != "blue" {
		t.Errorf("head: %+v", h)
	}
	c.put(b, "bare", "")
	if h := do(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: aws.String("bare")}); *h.ContentType != "binary/octet-stream" && *h.ContentType != "application/octet-stream" {
		t.Errorf("content type %q", *h.ContentType)
	}
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("none")}, "NoSuchKey")
	refused(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: aws.String(strings.Repeat("k", 1025)), Body: strings.NewReader("")}, "KeyTooLongError")
	refused(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: k, Metadata: map[string]string{"x": strings.Repeat("v", 2048)}}, "MetadataTooLarge")
}

func hex(b []byte) string {
	const digits = "0123456789abcdef"
	var out []byte
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

func TestRanges(t *testing.T) {
	c := serve(t)
	b := c.bucket("ranges")
	c.put(b, "digits", "0123456789")
	for _, r := range []struct{ header, want, contentRange string }{
		{"bytes=0-3", "0123", "bytes 0-3/10"},
		{"bytes=7-", "789", "bytes 7-9/10"},
		{"bytes=-2", "89", "bytes 8-9/10"},
		{"bytes=5-100", "56789", "bytes 5-9/10"},
		{"bytes=-100", "0123456789", "bytes 0-9/10"},
		{"bytes=0-1,3-4", "0123456789", ""},
		{"lines=1-2", "0123456789", ""},
		{"bytes=4-2", "0123456789", ""},
	} {
		g := do(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("digits"), Range: &r.header})
		got, err := io.ReadAll(g.Body)
		if err != nil || string(got) != r.want || aws.ToString(g.ContentRange) != r.contentRange {
			t.Errorf("%s: got %q %q, %v", r.header, got, aws.ToString(g.ContentRange), err)
		}
	}
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: aws.String("digits"), Range: aws.String("bytes=10-")}, "InvalidRange")
	c.open(b)
	r, text := c.plain(http.MethodGet, "", "/ranges/digits", http.Header{"Range": {"bytes=2-4"}}, nil)
	if r.StatusCode != http.StatusPartialContent || text != "234" || r.ContentLength != 3 {
		t.Errorf("got %d %q", r.StatusCode, text)
	}
	r, _ = c.plain(http.MethodGet, "", "/ranges/digits", http.Header{"Range": {"bytes=99-"}}, nil)
	if r.StatusCode != http.StatusRequestedRangeNotSatisfiable || r.Header.Get("Content-Range") != "bytes */10" {
		t.Errorf("got %d %v", r.StatusCode, r.Header)
	}
}

func TestConditions(t *testing.T) {
	c := serve(t)
	b := c.bucket("conditions")
	etag := c.put(b, "k", "v").ETag
	k := aws.String("k")
	past, future := aws.Time(time.Now().Add(-time.Hour)), aws.Time(time.Now().Add(time.Hour))
	c.get(&sdk.GetObjectInput{Bucket: b, Key: k, IfMatch: etag, IfUnmodifiedSince: past})
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, IfMatch: aws.String(`"x"`)}, "PreconditionFailed")
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, IfUnmodifiedSince: past}, "PreconditionFailed")
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, IfNoneMatch: etag}, "NotModified")
	refused(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: k, IfModifiedSince: future}, "NotModified")
	c.get(&sdk.GetObjectInput{Bucket: b, Key: k, IfNoneMatch: aws.String(`"x"`), IfModifiedSince: future})

	put := func(in sdk.PutObjectInput) *sdk.PutObjectInput {
		in.Bucket, in.Body = b, strings.NewReader("new")
		return &in
	}
	refused(c, c.PutObject, put(sdk.PutObjectInput{Key: k, IfNoneMatch: aws.String("*")}), "PreconditionFailed")
	do(c, c.PutObject, put(sdk.PutObjectInput{Key: aws.String("fresh"), IfNoneMatch: aws.String("*")}))
	refused(c, c.PutObject, put(sdk.PutObjectInput{Key: k, IfMatch: aws.String(`"x"`)}), "PreconditionFailed")
	refused(c, c.PutObject, put(sdk.PutObjectInput{Key: aws.String("absent"), IfMatch: etag}), "NoSuchKey")
	do(c, c.PutObject, put(sdk.PutObjectInput{Key: k, IfMatch: etag}))
	refused(c, c.DeleteObject, &sdk.DeleteObjectInput{Bucket: b, Key: k, IfMatch: etag}, "PreconditionFailed")
	if got := c.get(&sdk.GetObjectInput{Bucket: b, Key: k}); got != "new" {
		t.Errorf("got %q", got)
	}
}

func TestChecksums(t *testing.T) {
	c := serve(t)
	b := c.bucket("sums")
	for _, a := range types.ChecksumAlgorithm("").Values() {
		in := &sdk.PutObjectInput{Bucket: b, Key: aws.String(string(a)), Body: strings.NewReader("checked"), ChecksumAlgorithm: a}
		switch a {
		case types.ChecksumAlgorithmCrc32, types.ChecksumAlgorithmCrc32c, types.ChecksumAlgorithmCrc64nvme, types.ChecksumAlgorithmSha1, types.ChecksumAlgorithmSha256:
			do(c, c.PutObject, in)
			out := do(c, c.GetObjectAttributes, &sdk.GetObjectAttributesInput{Bucket: b, Key: in.Key, ObjectAttributes: []types.ObjectAttributes{types.ObjectAttributesChecksum}})
			if out.Checksum == nil || out.Checksum.ChecksumType != types.ChecksumTypeFullObject || out.ETag != nil {
				t.Errorf("%s: %+v", a, out)
			}
			c.get(&sdk.GetObjectInput{Bucket: b, Key: in.Key, ChecksumMode: types.ChecksumModeEnabled}) // the client compares
		}
	}
	wrong := base64.StdEncoding.EncodeToString([]byte("abcd"))
	k := aws.String("k")
	refused(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: k, Body: strings.NewReader("x"), ChecksumCRC32: &wrong}, "BadDigest")
	refused(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: k, Body: strings.NewReader("x"), ChecksumSHA256: &wrong}, "InvalidRequest")
	sum := md5.Sum([]byte("y"))
	refused(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: k, Body: strings.NewReader("x"), ContentMD5: aws.String(base64.StdEncoding.EncodeToString(sum[:]))}, "BadDigest")
	refused(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: k, Body: strings.NewReader("x"), ContentMD5: aws.String("short")}, "InvalidDigest")
	refused(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: k}, "NotFound")
}

func TestDocumentChecksum(t *testing.T) {
	c := serve(t)
	b := c.bucket("documents")
	c.open(b)
	do(c, c.PutBucketPolicy, &sdk.PutBucketPolicyInput{Bucket: b, Policy: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::documents","arn:aws:s3:::documents/*"]}]}`)})
	body := []byte(`<Delete><Object><Key>k</Key></Object></Delete>`)
	sum := md5.Sum(body)
	for _, test := range []struct {
		name   string
		header http.Header
		status int
		want   string
	}{
		{"none", nil, 400, "Missing required header"},
		{"wrong", http.Header{"Content-Md5": {base64.StdEncoding.EncodeToString(make([]byte, 16))}}, 400, "BadDigest"},
		{"malformed", http.Header{"Content-Md5": {"x"}}, 400, "InvalidDigest"},
		{"wrong crc", http.Header{"X-Amz-Checksum-Crc32": {"AAAAAA=="}}, 400, "BadDigest"},
		{"right", http.Header{"Content-Md5": {base64.StdEncoding.EncodeToString(sum[:])}}, 200, "<Deleted><Key>k</Key></Deleted>"},
	} {
		r, text := c.plain(http.MethodPost, "", "/documents?delete", test.header, body)
		if r.StatusCode != test.status || !strings.Contains(text, test.want) {
			t.Errorf("%s: %d %s", test.name, r.StatusCode, text)
		}
	}
}

func TestCopy(t *testing.T) {
	c := serve(t)
	b, other := c.bucket("source"), c.bucket("destination")
	do(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: aws.String("a b"), Body: strings.NewReader("text"), ContentType: aws.String("text/x"),
		Metadata: map[string]string{"m": "1"}, Tagging: aws.String("t=1"), WebsiteRedirectLocation: aws.String("/elsewhere")})
	out := do(c, c.CopyObject, &sdk.CopyObjectInput{Bucket: other, Key: aws.String("copy"), CopySource: aws.String("source/a%20b")})
	h := do(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: other, Key: aws.String("copy")})
	if *out.CopyObjectResult.ETag != *h.ETag || *h.ContentType != "text/x" || h.Metadata["m"] != "1" || h.WebsiteRedirectLocation != nil || *h.TagCount != 1 {
		t.Errorf("copy: %+v", h)
	}
	do(c, c.CopyObject, &sdk.CopyObjectInput{Bucket: other, Key: aws.String("copy"), CopySource: aws.String("destination/copy"),
		MetadataDirective: types.MetadataDirectiveReplace, TaggingDirective: types.TaggingDirectiveReplace, ContentType: aws.String("text/y")})
	h = do(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: other, Key: aws.String("copy")})
	if *h.ContentType != "text/y" || len(h.Metadata) != 0 || h.TagCount != nil {
		t.Errorf("replaced: %+v", h)
	}
	itself := &sdk.CopyObjectInput{Bucket: other, Key: aws.String("copy"), CopySource: aws.String("destination/copy")}
	refused(c, c.CopyObject, itself, "InvalidRequest")
	refused(c, c.CopyObject, &sdk.CopyObjectInput{Bucket: other, Key: aws.String("x"), CopySource: aws.String("source/none")}, "NoSuchKey")
	refused(c, c.CopyObject, &sdk.CopyObjectInput{Bucket: other, Key: aws.String("x"), CopySource: aws.String("no-such-source/k")}, "NoSuchBucket")
	refused(c, c.CopyObject, &sdk.CopyObjectInput{Bucket: other, Key: aws.String("x"), CopySource: aws.String("source/a%20b"), CopySourceIfMatch: aws.String("x")}, "PreconditionFailed")
	// The error names the one condition that does not hold.
	stale, err := sdk.NewPresignClient(c.Client).PresignPutObject(c.ctx, &sdk.PutObjectInput{Bucket: other, Key: aws.String("x")}, func(o *sdk.PresignOptions) {
		o.ClientOptions = append(o.ClientOptions, sdk.WithAPIOptions(
			smithyhttp.AddHeaderValue("X-Amz-Copy-Source", "source/a%20b"), smithyhttp.AddHeaderValue("X-Amz-Copy-Source-If-Match", "x")))
	})
	if err != nil {
		t.Fatal(err)
	}
	_, body := c.plain(http.MethodPut, "", strings.TrimPrefix(stale.URL, c.url), stale.SignedHeader, nil)
	if strings.Count(body, "<Condition>") != 1 || !strings.Contains(body, "<Condition>x-amz-copy-source-If-Match</Condition>") {
		t.Errorf("the copy of a stale source: %s", body)
	}
}

func TestObjectTags(t *testing.T) {
	c := serve(t)
	b := c.bucket("labels")
	c.put(b, "k", "v")
	k := aws.String("k")
	if got := do(c, c.GetObjectTagging, &sdk.GetObjectTaggingInput{Bucket: b, Key: k}); len(got.TagSet) != 0 {
		t.Errorf("got %+v", got)
	}
	set := &types.Tagging{TagSet: []types.Tag{{Key: aws.String("a"), Value: aws.String("1")}}}
	do(c, c.PutObjectTagging, &sdk.PutObjectTaggingInput{Bucket: b, Key: k, Tagging: set})
	if got := do(c, c.GetObjectTagging, &sdk.GetObjectTaggingInput{Bucket: b, Key: k}).TagSet; len(got) != 1 || *got[0].Value != "1" {
		t.Errorf("got %+v", got)
	}
	do(c, c.DeleteObjectTagging, &sdk.DeleteObjectTaggingInput{Bucket: b, Key: k})
	if got := do(c, c.GetObjectTagging, &sdk.GetObjectTaggingInput{Bucket: b, Key: k}); len(got.TagSet) != 0 {
		t.Errorf("got %+v", got)
	}
	refused(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: k, Tagging: aws.String("a=1&a=2")}, "InvalidArgument")
	refused(c, c.GetObjectTagging, &sdk.GetObjectTaggingInput{Bucket: b, Key: aws.String("none")}, "NoSuchKey")
}

func TestVersions(t *testing.T) {
	c := serve(t)
	b := c.bucket("versions")
	k := aws.String("k")
	c.put(b, "k", "null")
	do(c, c.PutBucketVersioning, &sdk.PutBucketVersioningInput{Bucket: b, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}})
	one, two := c.put(b, "k", "one"), c.put(b, "k", "two")
	if one.VersionId == nil || *one.VersionId == *two.VersionId {
		t.Fatalf("versions %v %v", one.VersionId, two.VersionId)
	}
	for id, want := range map[string]string{*one.VersionId: "one", *two.VersionId: "two", "null": "null"} {
		if got := c.get(&sdk.GetObjectInput{Bucket: b, Key: k, VersionId: &id}); got != want {
			t.Errorf("%s: got %q", id, got)
		}
	}
	d := do(c, c.DeleteObject, &sdk.DeleteObjectInput{Bucket: b, Key: k})
	if !aws.ToBool(d.DeleteMarker) || d.VersionId == nil {
		t.Fatalf("delete: %+v", d)
	}
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k}, "NoSuchKey")
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, VersionId: d.VersionId}, "MethodNotAllowed")
	refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, VersionId: aws.String("odd")}, "InvalidArgument")
	list := do(c, c.ListObjectVersions, &sdk.ListObjectVersionsInput{Bucket: b})
	if len(list.Versions) != 3 || len(list.DeleteMarkers) != 1 || !*list.DeleteMarkers[0].IsLatest || *list.Versions[0].IsLatest || *list.Versions[2].VersionId != "null" {
		t.Errorf("list: %+v", list)
	}
	page := do(c, c.ListObjectVersions, &sdk.ListObjectVersionsInput{Bucket: b, MaxKeys: aws.Int32(2)})
	if !*page.IsTruncated || *page.NextKeyMarker != "k" {
		t.Fatalf("page: %+v", page)
	}
	page = do(c, c.ListObjectVersions, &sdk.ListObjectVersionsInput{Bucket: b, KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker})
	if len(page.Versions) != 2 || *page.Versions[0].VersionId != *one.VersionId {
		t.Errorf("second page: %+v", page)
	}
	do(c, c.DeleteObject, &sdk.DeleteObjectInput{Bucket: b, Key: k, VersionId: d.VersionId})
	if got := c.get(&sdk.GetObjectInput{Bucket: b, Key: k}); got != "two" {
		t.Errorf("got %q", got)
	}
	restored := do(c, c.CopyObject, &sdk.CopyObjectInput{Bucket: b, Key: k, CopySource: aws.String("versions/k?versionId=" + *one.VersionId)})
	if *restored.CopySourceVersionId != *one.VersionId || c.get(&sdk.GetObjectInput{Bucket: b, Key: k}) != "one" {
		t.Errorf("restored: %+v", restored)
	}
	out := do(c, c.DeleteObjects, &sdk.DeleteObjectsInput{Bucket: b, Delete: &types.Delete{Objects: []types.ObjectIdentifier{
		{Key: k}, {Key: k, VersionId: one.VersionId}, {Key: aws.String("never")},
	}}})
	if len(out.Deleted) != 3 || len(out.Errors) != 0 || !*out.Deleted[0].DeleteMarker || out.Deleted[1].DeleteMarker != nil {
		t.Errorf("delete many: %+v", out)
	}
	refused(c, c.DeleteBucket, &sdk.DeleteBucketInput{Bucket: b}, "BucketNotEmpty")
}

func TestLargeBody(t *testing.T) {
	c := serve(t)
	b := c.bucket("large")
	data := bytes.Repeat([]byte("0123456789abcdef"), 1<<18)
	do(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: aws.String("k"), Body: bytes.NewReader(data)})
	if got := c.get(&sdk.GetObjectInput{Bucket: b, Key: aws.String("k")}); got != string(data) {
		t.Errorf("got %d bytes", len(got))
	}
}
