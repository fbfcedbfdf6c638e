package gateway

import (
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/awsjson"
	"github.com/cumulet/cumulet/protocol/awsquery"
	"github.com/cumulet/cumulet/protocol/ec2query"
	"github.com/cumulet/cumulet/protocol/restjson"
	"github.com/cumulet/cumulet/protocol/restxml"
	"github.com/cumulet/cumulet/protocol/rpcv2cbor"
	"github.com/cumulet/cumulet/protocol/schema"
)

// codecs are all the protocols that the house speaks.
func codecs() map[schema.Protocol]protocol.Codec {
	return map[schema.Protocol]protocol.Codec{
		schema.AWSJSON10: awsjson.New(schema.AWSJSON10),
		schema.AWSJSON11: awsjson.New(schema.AWSJSON11),
		schema.AWSQuery:  awsquery.New(),
		schema.EC2Query:  ec2query.New(),
		schema.RestJSON:  restjson.New(),
		schema.RestXML:   restxml.New(),
		schema.RPCv2CBOR: rpcv2cbor.New(),
	}
}

// setIDs puts the request's id where clients of the protocol look for it.
func setIDs(x *exchange, rt *route) {
	h := x.Header()
	if rt.entry != nil && rt.entry.Schema.ID == "S3" {
		h.Set("X-Amz-Request-Id", x.call.RequestID)
		h.Set("X-Amz-Id-2", x.call.RequestID)
	} else {
		h.Set("X-Amzn-Requestid", x.call.RequestID)
		if x.r.Header.Get("Origin") != "" {
			allowOrigin(h)
		}
	}
	h.Set("Server", "Cumulet")
}
