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

const everything = `<Request><string>a &lt;b&gt;</string><blob>YQ==</blob><boolean>true</boolean><integer>-1</integer><double>1.5</double>` +
	`<bigInteger>123456789012345678901</bigInteger><timestamp>2026-01-02T03:04:05Z</timestamp><Texts><member>x</member></Texts>` +
	`<Selves><member><Self><long>1</long></Self></member></Selves><Numbers><entry><key>k</key><value>1</value></entry></Numbers>` +
	`<Lists><entry><key>k</key><value><member>y</member></value></entry></Lists><One><Text>t</Text></One></Request>`

func FuzzCodec(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(`<?xml version="1.0"?><Request><!-- --><Self/><float>NaN</float><x/></Request>`))
	s := prototest.Sink(f, schema.RestXML)
	f.Fuzz(func(t *testing.T, body []byte) { prototest.Fuzz(t, restxml.New(), s, "application/xml", body) })
}

func BenchmarkCodec(b *testing.B) {
	prototest.Benchmark(b, restxml.New(), prototest.Sink(b, schema.RestXML), "application/xml", []byte(everything))
}
