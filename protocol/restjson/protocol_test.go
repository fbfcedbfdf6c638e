package restjson_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/restjson"
)

func TestProtocol(t *testing.T) {
	for _, service := range []string{
		"aws.protocoltests.restjson#RestJson",
		"aws.protocoltests.restjson.validation#RestJsonValidation",
		"com.amazonaws.apigateway#BackplaneControlService",
		"com.amazonaws.glacier#Glacier",
	} {
		t.Run(service, func(t *testing.T) { prototest.Run(t, restjson.New(), service) })
	}
}
