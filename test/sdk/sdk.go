// Package sdk makes clients of AWS's SDK for Go for a cloud under test.
package sdk

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/cumulet/cumulet/internal/testenv"
)

// Config is root's configuration for a server. It never retries: tests want to
// see each answer.
func Config(s *testenv.Server) aws.Config {
	return ConfigAs(s, testenv.AccessKey, testenv.SecretKey, "")
}

// ConfigAs is the configuration for another key.
func ConfigAs(s *testenv.Server, key, secret, token string) aws.Config {
	return aws.Config{
		Region:       testenv.Region,
		BaseEndpoint: aws.String(s.Endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider(key, secret, token),
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
	}
}

// Anonymous is a configuration that signs nothing.
func Anonymous(s *testenv.Server) aws.Config {
	c := Config(s)
	c.Credentials = aws.AnonymousCredentials{}
	return c
}

// S3 is an S3 client with path-style addresses.
func S3(c aws.Config) *s3.Client {
	return s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = true })
}

// IAM is an IAM client. It retries: where an answer comes faster than the
// client's transport notices the end of a form, smithy-go v1.28 closes the form
// too early, and the transport gives up the connection.
func IAM(c aws.Config) *iam.Client { return iam.NewFromConfig(Patient(c)) }

// STS is an STS client. It retries, as IAM's.
func STS(c aws.Config) *sts.Client { return sts.NewFromConfig(Patient(c)) }

// Patient is a configuration that retries as SDKs do by default.
func Patient(c aws.Config) aws.Config {
	c.Retryer = func() aws.Retryer { return retry.NewStandard() }
	return c
}

// Context ends with the test, or after the time given.
func Context(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// Here is the location constraint of the test cloud's region.
func Here() *types.CreateBucketConfiguration {
	return &types.CreateBucketConfiguration{LocationConstraint: testenv.Region}
}
