package restjson_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/restjson"
	"github.com/cumulet/cumulet/protocol/schema"
)

func TestProtocol(t *testing.T) {
	for _, service := range []string{
		"aws.protocoltests.restjson#RestJson",
		"aws.protocoltests.restjson.validation#RestJsonValidation",
		"com.amazonaws.apigateway#BackplaneControlService",
		"com.amazonaws.glacier#Glacier",
		"aws.protocoltests.misc#AcceptHeaderStarService",
	} {
		t.Run(service, func(t *testing.T) { prototest.Run(t, restjson.New(), service) })
	}
}

func TestSDK(t *testing.T) { prototest.RunSDK(t, restjson.New(), schema.RestJSON, "rest-json") }
