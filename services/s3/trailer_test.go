package s3_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// TestTrailer puts an object whose checksum comes behind its bytes.
func TestTrailer(t *testing.T) {
	c := serve(t)
	b := c.bucket("drop-box")
	do(c, c.DeletePublicAccessBlock, &sdk.DeletePublicAccessBlockInput{Bucket: b})
	do(c, c.PutBucketPolicy, &sdk.PutBucketPolicyInput{Bucket: b, Policy: aws.String(
		statement(`{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::drop-box/*"}`))})
	header := http.Header{
		"X-Amz-Content-Sha256": {"STREAMING-UNSIGNED-PAYLOAD-TRAILER"}, "X-Amz-Decoded-Content-Length": {"5"},
		"X-Amz-Trailer": {"x-amz-checksum-crc32"}, "Content-Encoding": {"aws-chunked"},
	}
	for _, p := range []struct {
		key, sum string
		status   int
		want     string
	}{
		{"right", "NhCmhg==", http.StatusOK, ""},
		{"wrong", "AAAAAA==", http.StatusBadRequest, "BadDigest"},
		{"malformed", "x", http.StatusBadRequest, "InvalidRequest"},
	} {
		r, text := c.plain(http.MethodPut, "", "/drop-box/"+p.key, header, []byte("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:"+p.sum+"\r\n\r\n"))
		if r.StatusCode != p.status || !strings.Contains(text, p.want) {
			t.Errorf("%s: %d %s", p.key, r.StatusCode, text)
		}
	}
	h := do(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: aws.String("right"), ChecksumMode: types.ChecksumModeEnabled})
	if *h.ContentLength != 5 || aws.ToString(h.ChecksumCRC32) != "NhCmhg==" || h.ContentEncoding != nil {
		t.Errorf("head: %+v", h)
	}
	refused(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: aws.String("wrong")}, "NotFound")

	// Without any checksum S3 makes one.
	if r, text := c.plain(http.MethodPut, "", "/drop-box/bare", nil, []byte("hello")); r.StatusCode != http.StatusOK || r.Header.Get("X-Amz-Checksum-Crc64nvme") == "" {
		t.Errorf("bare: %d %v %s", r.StatusCode, r.Header, text)
	}
}
