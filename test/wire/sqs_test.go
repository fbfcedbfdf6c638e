package wire

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/protocol/awsjson"
	"github.com/cumulet/cumulet/protocol/schema"
)

const sqsModule = "github.com/aws/aws-sdk-go-v2/service/sqs"

func sqsAPI(t *testing.T) *API {
	t.Helper()
	api, err := NewAPI(sqs.Schema(), awsjson.New(schema.AWSJSON10))
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func sqsClient(endpoint string) any {
	return sdk.New(sdk.Options{
		BaseEndpoint: &endpoint, Region: "us-east-1", RetryMaxAttempts: 3, DisableMessageChecksumValidation: true,
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
	})
}

func TestSQSSnapshots(t *testing.T) { Snapshots(t, sqsAPI(t), sqsModule, nil) }

func TestSQSLoop(t *testing.T) { Loop(t, sqsAPI(t), LoopOptions{Client: sqsClient}) }

// Two errors have a member Message in botocore's model and message in the SDK's;
// the room sends them without their shape.
func TestSQSErrors(t *testing.T) {
	api := sqsAPI(t)
	all := *api.Schema
	api.Schema = &all
	all.Operations = nil
	for _, op := range sqs.Schema().Operations {
		c := *op
		c.Errors = slices.DeleteFunc(slices.Clone(op.Errors), func(e *schema.Shape) bool {
			return e.Name == "MessageNotInflight" || e.Name == "InvalidIdFormat"
		})
		all.Operations = append(all.Operations, &c)
	}
	Errors(t, api, LoopOptions{Client: sqsClient})
}

func TestSQSParity(t *testing.T) { Parity(t, sqsAPI(t), sqsClient("http://localhost")) }
