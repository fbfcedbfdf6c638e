package ec2query_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/ec2query"
	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/schema"
)

func TestProtocol(t *testing.T) {
	prototest.Run(t, ec2query.New(), "aws.protocoltests.ec2#AwsEc2")
}

func TestSDK(t *testing.T) {
	prototest.RunSDK(t, ec2query.New(), schema.EC2Query, "ec2")
}
