package restxml_test

import (
	"testing"

	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/restxml"
	"github.com/cumulet/cumulet/protocol/schema"
)

func TestProtocol(t *testing.T) {
	for _, service := range []string{
		"aws.protocoltests.restxml#RestXml",
		"aws.protocoltests.restxml.xmlns#RestXmlWithNamespace",
		"com.amazonaws.s3#AmazonS3",
	} {
		t.Run(service, func(t *testing.T) { prototest.Run(t, restxml.New(), service) })
	}
}

func TestSDK(t *testing.T) {
	prototest.RunSDK(t, restxml.New(), schema.RestXML, "rest-xml")
}
