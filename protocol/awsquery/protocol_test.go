package awsquery_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/awsquery"
	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/schema"
)

func TestProtocol(t *testing.T) {
	prototest.Run(t, awsquery.New(), "aws.protocoltests.query#AwsQuery")
}

func TestSDK(t *testing.T) {
	prototest.RunSDK(t, awsquery.New(), schema.AWSQuery, "query")
}
