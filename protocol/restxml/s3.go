package restxml

import (
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/internal/xmlwire"
	"github.com/cumulet/cumulet/protocol/schema"
)

// isS3 tells S3, whose errors are not wrapped (noErrorWrapping), from the other
// services of the protocol. An unknown service counts as S3: requests that no
// mark assigns to another service are S3's.
func isS3(s *schema.Service) bool { return s == nil || s.ID == "S3" || s.ID == "" }

// s3Error is S3's error document, see
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses.
// Details of the error win over the Resource that is made from the path.
func s3Error(r *protocol.Request, e *protocol.Error, requestID, hostID string) []byte {
	b := append([]byte(xmlwire.Header), "<Error>"...)
	b = xmlwire.AppendError(b, xmlwire.Code(e), e)
	if r != nil && r.Path != "" && !has(e, "Resource") && !has(e, "BucketName") && !has(e, "Key") {
		b = xmlwire.AppendText(b, "Resource", r.Path)
	}
	if requestID != "" {
		b = xmlwire.AppendText(b, "RequestId", requestID)
	}
	if hostID != "" {
		b = xmlwire.AppendText(b, "HostId", hostID)
	}
	return append(b, "</Error>"...)
}

func has(e *protocol.Error, name string) bool {
	for _, d := range e.Details {
		if d.Name == name {
			return true
		}
	}
	return false
}
