package refuse

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

// presignV2 signs a GET as the aws CLI of version 1 does by default ("Signing
// and authenticating REST requests (AWS signature version 2)").
func presignV2(s *testenv.Server, path string, expires time.Time) string {
	mac := hmac.New(sha1.New, []byte(testenv.SecretKey))
	fmt.Fprintf(mac, "GET\n\n\n%d\n%s", expires.Unix(), path)
	return fmt.Sprintf("%s%s?AWSAccessKeyId=%s&Expires=%d&Signature=%s", s.Endpoint, path, testenv.AccessKey, expires.Unix(),
		url.QueryEscape(base64.StdEncoding.EncodeToString(mac.Sum(nil))))
}

// TestSigV2: such URLs are accepted unless the operator switches them off, and
// never past their time or for another object.
func TestSigV2(t *testing.T) {
	s, _ := prepared(t)
	const path = "/" + bucket + "/letter"
	soon := time.Now().Add(time.Minute)
	if status, body := fetch(t, presignV2(s, path, soon)); status != 200 || body != "dear" {
		t.Errorf("a good URL gives %d %s", status, body)
	}
	if status, body := fetch(t, presignV2(s, path, time.Now().Add(-time.Second))); status != 403 || !strings.Contains(body, "<Code>AccessDenied</Code>") {
		t.Errorf("an old URL gives %d %s", status, body)
	}
	other := strings.Replace(presignV2(s, path, soon), "letter?", "other?", 1)
	if status, body := fetch(t, other); status != 403 || !strings.Contains(body, "<Code>SignatureDoesNotMatch</Code>") {
		t.Errorf("another object's URL gives %d %s", status, body)
	}

	strict := testenv.Start(t, "CUMULET_SIGV2=false")
	client := sdk.S3(sdk.Config(strict))
	ctx := sdk.Context(t, time.Minute)
	must(t)(client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(bucket), CreateBucketConfiguration: sdk.Here()}))
	must(t)(client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String("letter"), Body: strings.NewReader("dear")}))
	if status, body := fetch(t, presignV2(strict, path, soon)); status != 400 || !strings.Contains(body, "AWS4-HMAC-SHA256") {
		t.Errorf("switched off, a good URL gives %d %s", status, body)
	}
}
