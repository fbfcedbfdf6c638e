package wire

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/protocol/awsquery"
)

const iamModule = "github.com/aws/aws-sdk-go-v2/service/iam"

func iamAPI(t *testing.T) *API {
	t.Helper()
	api, err := NewAPI(iam.Schema(), awsquery.New())
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func iamClient(endpoint string) any {
	return sdk.New(sdk.Options{
		BaseEndpoint: &endpoint, Region: "us-east-1", RetryMaxAttempts: 3,
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
	})
}

func TestIAMSnapshots(t *testing.T) { Snapshots(t, iamAPI(t), iamModule, nil) }

func TestIAMLoop(t *testing.T) { Loop(t, iamAPI(t), LoopOptions{Client: iamClient}) }

func TestIAMErrors(t *testing.T) { Errors(t, iamAPI(t), LoopOptions{Client: iamClient}) }

func TestIAMParity(t *testing.T) { Parity(t, iamAPI(t), iamClient("http://localhost")) }
