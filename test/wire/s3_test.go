package wire

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/protocol/restxml"
)

func s3API(t *testing.T) *API {
	t.Helper()
	api, err := NewAPI(s3.Schema(), restxml.New())
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func s3Options() LoopOptions {
	return LoopOptions{
		Client: func(endpoint string) any {
			return sdk.New(sdk.Options{
				BaseEndpoint: &endpoint, Region: "eu-west-3", UsePathStyle: true,
				Credentials:                credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
				RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
				ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
				RetryMaxAttempts:           1,
			})
		},
		Input: map[string]any{
			"Bucket": "my-bucket", "Key": "folder/a key+ü?", "ContentLength": int64(len(body)),
			"ChecksumMode":     nil, // the checksums of the answers are no real ones
			"PartNumberMarker": "7", // a number in the model, a string in the SDK
		},
		Ignore: func(_, path string) bool {
			// A date in the SDK; the house keeps what was sent. Output has both.
			return path == ".expires" || path == ".expiresstring"
		},
		Output: map[string]any{
			"ContentLength": int64(len(body)), "Expires": "Thu, 01 Dec 1994 16:00:00 GMT",
		},
	}
}

func TestS3Snapshots(t *testing.T) {
	Snapshots(t, s3API(t), "github.com/aws/aws-sdk-go-v2/service/s3", map[string]string{
		"ListDirectoryBuckets": "told from ListBuckets by its host alone",
	})
}

func TestS3Loop(t *testing.T) { Loop(t, s3API(t), s3Options()) }

func TestS3Errors(t *testing.T) { Errors(t, s3API(t), s3Options()) }

func TestS3Parity(t *testing.T) {
	Parity(t, s3API(t), s3Options().Client("http://localhost"), "ExpiresString")
}
