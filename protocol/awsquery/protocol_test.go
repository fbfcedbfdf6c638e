package awsquery_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/awsquery"
	"github.com/cumulet/cumulet/protocol/internal/prototest"
)

func TestProtocol(t *testing.T) {
	prototest.Run(t, awsquery.New(), "aws.protocoltests.query#AwsQuery")
}
