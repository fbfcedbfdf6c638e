package rpcv2cbor_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/rpcv2cbor"
)

func TestProtocol(t *testing.T) {
	for _, service := range []string{
		"smithy.protocoltests.rpcv2Cbor#RpcV2Protocol",
		"aws.protocoltests.rpcv2cbor#NonQueryCompatibleRpcV2Protocol",
		"aws.protocoltests.rpcv2cbor#QueryCompatibleRpcV2Protocol",
	} {
		t.Run(service, func(t *testing.T) { prototest.Run(t, rpcv2cbor.New(), service) })
	}
}
