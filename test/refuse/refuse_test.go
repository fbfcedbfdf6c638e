// Package refuse proves that whoever isn't allowed is refused, with AWS's own
// error, by unmodified clients.
package refuse

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

const bucket = "private-papers"

// prepared is a cloud with one private object.
func prepared(t *testing.T) (*testenv.Server, context.Context) {
	t.Helper()
	s := testenv.Start(t)
	ctx := sdk.Context(t, time.Minute)
	client := sdk.S3(sdk.Config(s))
	must(t)(client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(bucket), CreateBucketConfiguration: sdk.Here()}))
	must(t)(client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String("letter"), Body: strings.NewReader("dear")}))
	return s, ctx
}

func must(t *testing.T) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func refused(t *testing.T, err error, code string) string {
	t.Helper()
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		t.Fatalf("got %v, want the error %s", err, code)
	}
	if api.ErrorCode() != code {
		t.Errorf("got %s (%s), want %s", api.ErrorCode(), api.ErrorMessage(), code)
	}
	return api.ErrorMessage()
}

func TestKeys(t *testing.T) {
	s, ctx := prepared(t)
	unknown := "AKIAQQQQQQQQQQQQQQQQ"
	for _, c := range []struct {
		name, key, secret, token string
		s3, iam                  string
	}{
		{"wrong secret", testenv.AccessKey, "not-the-secret", "", "SignatureDoesNotMatch", "SignatureDoesNotMatch"},
		{"unknown key", unknown, testenv.SecretKey, "", "InvalidAccessKeyId", "InvalidClientTokenId"},
		{"forged token", unknown, testenv.SecretKey, "Zm9yZ2Vk", "", "InvalidClientTokenId"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := sdk.ConfigAs(s, c.key, c.secret, c.token)
			if c.s3 != "" {
				_, err := sdk.S3(cfg).ListBuckets(ctx, &s3.ListBucketsInput{})
				refused(t, err, c.s3)
			}
			_, err := sdk.STS(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
			refused(t, err, c.iam)
		})
	}
}

func TestAnonymous(t *testing.T) {
	s, ctx := prepared(t)
	nobody := sdk.S3(sdk.Anonymous(s))
	_, err := nobody.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String("letter")})
	refused(t, err, "AccessDenied")
	_, err = nobody.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String(bucket)})
	refused(t, err, "AccessDenied")
	_, err = nobody.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(bucket), Key: aws.String("x"), Body: strings.NewReader("x")})
	refused(t, err, "AccessDenied")
	_, err = sdk.IAM(sdk.Anonymous(s)).ListUsers(ctx, &iam.ListUsersInput{})
	refused(t, err, "MissingAuthenticationToken")
}

func TestUserPolicies(t *testing.T) {
	s, ctx := prepared(t)
	admin := sdk.IAM(sdk.Config(s))
	must(t)(admin.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("ann")}))
	key, err := admin.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("ann")})
	must(t)(key, err)
	ann := sdk.S3(sdk.ConfigAs(s, *key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey, ""))
	get := func() error {
		_, err := ann.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String("letter")})
		return err
	}
	message := refused(t, get(), "AccessDenied")
	for _, part := range []string{"arn:aws:iam::" + testenv.Account + ":user/ann", "s3:GetObject", "arn:aws:s3:::" + bucket + "/letter", "no identity-based policy allows"} {
		if !strings.Contains(message, part) {
			t.Errorf("the message %q does not name %q", message, part)
		}
	}
	put := func(name, effect string) {
		must(t)(admin.PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: aws.String("ann"), PolicyName: aws.String(name), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"` + effect + `","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + bucket + `/*"}]}`)}))
	}
	put("may", "Allow")
	if err := get(); err != nil {
		t.Fatalf("allowed by her policy: %v", err)
	}
	put("not", "Deny")
	if message := refused(t, get(), "AccessDenied"); !strings.Contains(message, "with an explicit deny") {
		t.Errorf("the message %q does not say that a policy denies", message)
	}
	must(t)(admin.UpdateAccessKey(ctx, &iam.UpdateAccessKeyInput{UserName: aws.String("ann"), AccessKeyId: key.AccessKey.AccessKeyId, Status: "Inactive"}))
	refused(t, get(), "InvalidAccessKeyId")
}

func TestPresigned(t *testing.T) {
	s, ctx := prepared(t)
	signer := s3.NewPresignClient(sdk.S3(sdk.Config(s)))
	in := &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String("letter")}
	good, err := signer.PresignGetObject(ctx, in, s3.WithPresignExpires(time.Minute))
	must(t)(good, err)
	short, err := signer.PresignGetObject(ctx, in, s3.WithPresignExpires(time.Second))
	must(t)(short, err)
	if status, body := fetch(t, good.URL); status != 200 || body != "dear" {
		t.Fatalf("a good URL gives %d %q", status, body)
	}
	for name, url := range map[string]string{
		"other key":     strings.Replace(good.URL, "/letter?", "/letter2?", 1),
		"longer expiry": strings.Replace(good.URL, "X-Amz-Expires=60", "X-Amz-Expires=600", 1),
		"added query":   good.URL + "&response-content-type=text%2Fhtml",
	} {
		if url == good.URL {
			t.Fatalf("%s: nothing was tampered with in %s", name, url)
		}
		if status, body := fetch(t, url); status != 403 || !strings.Contains(body, "<Code>SignatureDoesNotMatch</Code>") {
			t.Errorf("%s: got %d %s", name, status, body)
		}
	}
	for deadline := time.Now().Add(10 * time.Second); ; {
		status, body := fetch(t, short.URL)
		if status == 403 {
			if !strings.Contains(body, "<Code>AccessDenied</Code>") || !strings.Contains(body, "Request has expired") {
				t.Errorf("an expired URL gives %s", body)
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("a URL for one second still answers %d", status)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	must(t)(r, err)
	resp, err := http.DefaultClient.Do(r)
	must(t)(resp, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(t)(body, err)
	return resp.StatusCode, string(body)
}
