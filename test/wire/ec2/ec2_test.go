// Package ec2 holds the wire tests of EC2, apart from the others because its SDK
// compiles slowly.
package ec2

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/cumulet/cumulet/api/aws/ec2"
	"github.com/cumulet/cumulet/protocol/ec2query"
	"github.com/cumulet/cumulet/test/wire"
)

const ec2Module = "github.com/aws/aws-sdk-go-v2/service/ec2"

func ec2API(t *testing.T) *wire.API {
	t.Helper()
	api, err := wire.NewAPI(ec2.Schema(), ec2query.New())
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func ec2Client(endpoint string) any {
	return sdk.New(sdk.Options{
		BaseEndpoint: &endpoint, Region: "us-east-1", RetryMaxAttempts: 3,
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
	})
}

func TestEC2Snapshots(t *testing.T) { wire.Snapshots(t, ec2API(t), ec2Module, nil) }

func TestEC2Loop(t *testing.T) { wire.Loop(t, ec2API(t), wire.LoopOptions{Client: ec2Client}) }

func TestEC2Errors(t *testing.T) { wire.Errors(t, ec2API(t), wire.LoopOptions{Client: ec2Client}) }

func TestEC2Parity(t *testing.T) { wire.Parity(t, ec2API(t), ec2Client("http://localhost")) }
