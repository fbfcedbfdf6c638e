package wire

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/protocol/awsquery"
)

const stsModule = "github.com/aws/aws-sdk-go-v2/service/sts"

func stsAPI(t *testing.T) *API {
	t.Helper()
	api, err := NewAPI(sts.Schema(), awsquery.New())
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func stsClient(endpoint string) any {
	return sdk.New(sdk.Options{
		BaseEndpoint: &endpoint, Region: "us-east-1", RetryMaxAttempts: 3,
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
	})
}

func TestSTSSnapshots(t *testing.T) { Snapshots(t, stsAPI(t), stsModule, nil) }

func TestSTSLoop(t *testing.T) { Loop(t, stsAPI(t), LoopOptions{Client: stsClient}) }

func TestSTSErrors(t *testing.T) { Errors(t, stsAPI(t), LoopOptions{Client: stsClient}) }

func TestSTSParity(t *testing.T) { Parity(t, stsAPI(t), stsClient("http://localhost")) }
