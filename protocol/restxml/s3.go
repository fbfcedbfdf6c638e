package restxml

import (
	"net/http"
	"strings"

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

// s3Argument is S3's error for a parameter or header that can't be read, named as
// it is on the wire.
func s3Argument(r *protocol.Request, op *schema.Operation, member, reason string) *protocol.Error {
	name, value := member, ""
	message := "Invalid argument: " + reason
	for i := range op.Input.Members {
		m := &op.Input.Members[i]
		if m.Name != member {
			continue
		}
		name = m.Wire
		switch m.In {
		case schema.InQuery:
			value = r.Query.Get(name)
		case schema.InHeader:
			value = r.HTTP.Header.Get(name)
			if strings.HasPrefix(name, "X-Amz-") {
				name = strings.ToLower(name) // as S3 writes them
			}
		}
		if k := m.Shape.Kind; k >= schema.Byte && k <= schema.Long {
			message = "Provided " + name + " not an integer or within integer range"
		}
	}
	return protocol.Errorf(http.StatusBadRequest, "InvalidArgument", "%s", message).
		With("ArgumentName", name).With("ArgumentValue", value)
}

// dropBadDates removes conditions whose date can't be read, which are to be ignored
// (RFC 9110, sections 13.1.3 and 13.1.4).
func dropBadDates(h http.Header) {
	for _, name := range []string{"If-Modified-Since", "If-Unmodified-Since"} {
		if v := h.Get(name); v != "" {
			if _, err := http.ParseTime(v); err != nil {
				h.Del(name)
			}
		}
	}
}
