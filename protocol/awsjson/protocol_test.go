package awsjson_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/awsjson"
	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/schema"
)

func TestProtocol10(t *testing.T) {
	for _, service := range []string{
		"aws.protocoltests.json10#JsonRpc10",
		"aws.protocoltests.json10#QueryCompatibleJsonRpc10",
	} {
		t.Run(service, func(t *testing.T) { prototest.Run(t, awsjson.New(schema.AWSJSON10), service) })
	}
}

func TestProtocol11(t *testing.T) {
	for _, service := range []string{
		"aws.protocoltests.json#JsonProtocol",
		"com.amazonaws.machinelearning#AmazonML_20141212",
	} {
		t.Run(service, func(t *testing.T) { prototest.Run(t, awsjson.New(schema.AWSJSON11), service) })
	}
}

func TestSDK(t *testing.T) {
	prototest.RunSDK(t, awsjson.New(schema.AWSJSON11), schema.AWSJSON11, "json")
}
