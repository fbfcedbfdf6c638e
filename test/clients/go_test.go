package clients

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

func ok[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// TestGo is the tour with AWS's SDK for Go, which addresses buckets by host.
func TestGo(t *testing.T) {
	s := testenv.Start(t)
	ctx := sdk.Context(t, time.Minute)
	cfg := sdk.Config(s)
	cfg.HTTPClient = toLoopback(s)
	_, port, _ := strings.Cut(s.Addr, ":")
	client := s3.NewFromConfig(cfg, func(o *s3.Options) { o.BaseEndpoint = aws.String("http://s3.localhost:" + port) })
	bucket := aws.String("tour-go")

	ok[*s3.CreateBucketOutput](t)(client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket, CreateBucketConfiguration: sdk.Here()}))
	key := aws.String("a//b%2F/../ü +&=?.txt") // kept as it is
	for _, algorithm := range []types.ChecksumAlgorithm{types.ChecksumAlgorithmCrc32, types.ChecksumAlgorithmCrc32c,
		types.ChecksumAlgorithmCrc64nvme, types.ChecksumAlgorithmSha1, types.ChecksumAlgorithmSha256} {
		ok[*s3.PutObjectOutput](t)(client.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("by host"), ChecksumAlgorithm: algorithm}))
		got := ok[*s3.GetObjectOutput](t)(client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: key, ChecksumMode: types.ChecksumModeEnabled}))
		body := ok[[]byte](t)(io.ReadAll(got.Body)) // the SDK checks the checksum
		sums := map[types.ChecksumAlgorithm]*string{"CRC32": got.ChecksumCRC32, "CRC32C": got.ChecksumCRC32C, "CRC64NVME": got.ChecksumCRC64NVME, "SHA1": got.ChecksumSHA1, "SHA256": got.ChecksumSHA256}
		if string(body) != "by host" || aws.ToString(sums[algorithm]) == "" {
			t.Errorf("%s: got %q and the checksums %v", algorithm, body, sums)
		}
	}
	list := ok[*s3.ListObjectsV2Output](t)(client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: bucket}))
	if len(list.Contents) != 1 || *list.Contents[0].Key != *key {
		t.Errorf("listed %+v", list.Contents)
	}

	up := ok[*s3.CreateMultipartUploadOutput](t)(client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: bucket, Key: aws.String("parts")}))
	first := bytes.Repeat([]byte("1"), 5<<20)
	p1 := ok[*s3.UploadPartOutput](t)(client.UploadPart(ctx, &s3.UploadPartInput{Bucket: bucket, Key: aws.String("parts"), UploadId: up.UploadId, PartNumber: aws.Int32(1), Body: bytes.NewReader(first)}))
	p2 := ok[*s3.UploadPartCopyOutput](t)(client.UploadPartCopy(ctx, &s3.UploadPartCopyInput{Bucket: bucket, Key: aws.String("parts"), UploadId: up.UploadId, PartNumber: aws.Int32(2),
		CopySource: aws.String("tour-go/a//b%252F/../%C3%BC%20%2B%26%3D%3F.txt"), CopySourceRange: aws.String("bytes=3-6")}))
	ok[*s3.CompleteMultipartUploadOutput](t)(client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: bucket, Key: aws.String("parts"), UploadId: up.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{
			{PartNumber: aws.Int32(1), ETag: p1.ETag}, {PartNumber: aws.Int32(2), ETag: p2.CopyPartResult.ETag}}}}))
	whole := ok[*s3.GetObjectOutput](t)(client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("parts")}))
	if b := ok[[]byte](t)(io.ReadAll(whole.Body)); !bytes.Equal(b, append(first, "host"...)) {
		t.Errorf("%d bytes came back", len(b))
	}
	_, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("x"), IfNoneMatch: aws.String("*")})
	if api, is := errors.AsType[smithy.APIError](err); !is || api.ErrorCode() != "PreconditionFailed" {
		t.Errorf("a conditional write: %v", err)
	}

	me := ok[*sts.GetCallerIdentityOutput](t)(sdk.STS(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}))
	ok[*iam.CreateUserOutput](t)(sdk.IAM(cfg).CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("go")}))
	user := ok[*iam.GetUserOutput](t)(sdk.IAM(cfg).GetUser(ctx, &iam.GetUserInput{UserName: aws.String("go")}))
	if want := "arn:aws:iam::" + *me.Account + ":user/go"; *user.User.Arn != want {
		t.Errorf("got %s, want %s", *user.User.Arn, want)
	}
	regions := ok[*ec2.DescribeRegionsOutput](t)(ec2.NewFromConfig(cfg).DescribeRegions(ctx, &ec2.DescribeRegionsInput{}))
	if len(regions.Regions) < 10 {
		t.Errorf("%d regions", len(regions.Regions))
	}
}

// toLoopback is an HTTP client that finds every host at the cloud: Go does not
// resolve names under localhost by itself.
func toLoopback(s *testenv.Server) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, s.Addr)
	}}}
}

// TestOwnDomain: with a domain of its own the cloud serves buckets and websites
// below it, and a bucket named like a domain at that domain.
func TestOwnDomain(t *testing.T) {
	s := testenv.Start(t, "CUMULET_DOMAINS=cloud.example")
	ctx := sdk.Context(t, time.Minute)
	client := sdk.S3(sdk.Config(s))
	for _, name := range []string{"bakery", "www.bakery.example"} {
		b := aws.String(name)
		ok[*s3.CreateBucketOutput](t)(client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: b, CreateBucketConfiguration: sdk.Here()}))
		ok[*s3.DeletePublicAccessBlockOutput](t)(client.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: b}))
		ok[*s3.PutBucketPolicyOutput](t)(client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: b, Policy: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + name + `/*"}]}`)}))
		ok[*s3.PutBucketWebsiteOutput](t)(client.PutBucketWebsite(ctx, &s3.PutBucketWebsiteInput{Bucket: b, WebsiteConfiguration: &types.WebsiteConfiguration{
			IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")}}}))
		ok[*s3.PutObjectOutput](t)(client.PutObject(ctx, &s3.PutObjectInput{Bucket: b, Key: aws.String("index.html"), Body: strings.NewReader("bread of " + name), ContentType: aws.String("text/html")}))
	}
	for url, want := range map[string]string{
		"http://bakery.s3-website.eu-west-3.cloud.example/":       "200 bread of bakery",
		"http://bakery.s3-website-eu-west-3.cloud.example/":       "200 bread of bakery",
		"http://bakery.s3-website.eu-west-3.localhost/":           "200 bread of bakery",
		"http://www.bakery.example/":                              "200 bread of www.bakery.example",
		"http://bakery.s3.cloud.example/index.html":               "200 bread of bakery",
		"http://bakery.s3.eu-west-3.cloud.example/index.html":     "200 bread of bakery",
		"http://nobody.s3-website.eu-west-3.cloud.example/":       "404 ",
		"http://bakery.s3-website.eu-west-3.cloud.example/a/none": "404 ",
	} {
		r := ok[*http.Request](t)(http.NewRequestWithContext(ctx, http.MethodGet, url, nil))
		resp := ok[*http.Response](t)(toLoopback(s).Do(r))
		body := ok[[]byte](t)(io.ReadAll(resp.Body))
		resp.Body.Close()
		if got := resp.Status[:4] + string(body); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %.80q, want %q", url, got, want)
		}
	}
}
