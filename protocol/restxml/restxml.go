// Package restxml speaks restXml: HTTP bindings with XML documents
// (https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html), and S3's
// habits within it.
package restxml

import (
	"net/http"
	"reflect"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/internal/xmlwire"
	"github.com/cumulet/cumulet/protocol/schema"
)

const contentType = "application/xml"

// Codec is the codec of restXml. It is safe for concurrent use.
type Codec struct{ xml xmlwire.Decoder }

var _ protocol.Codec = (*Codec)(nil)

// New makes the codec.
func New() *Codec { return &Codec{} }

// Decode implements [protocol.Codec]. A document that can't be read gives S3's
// MalformedXML (400), another malformed part its InvalidArgument (400); services
// other than S3 send SerializationException (400) for both.
func (c *Codec) Decode(r *protocol.Request, s *schema.Service, op *schema.Operation, in any) error {
	if isS3(s) {
		dropBadDates(r.HTTP.Header)
	}
	return httpbind.Decode(&document{c, s, r, op}, r, op, in)
}

// Encode implements [protocol.Codec].
func (c *Codec) Encode(w http.ResponseWriter, r *protocol.Request, s *schema.Service, op *schema.Operation, out any, _ string) error {
	return httpbind.Encode(&document{c, s, r, op}, w, r, s, op, out)
}

// EncodeError implements [protocol.Codec]. Answers to HEAD, and those that may
// not have a body, have none.
func (c *Codec) EncodeError(w http.ResponseWriter, r *protocol.Request, s *schema.Service, _ *schema.Operation, e *protocol.Error, requestID string) {
	status := xmlwire.Status(e)
	h := w.Header()
	if shape, v, ok := xmlwire.ErrorValue(e); ok {
		if code := httpbind.EncodeHeaders(h, shape, v); code != 0 {
			status = code
		}
	}
	for name, values := range e.Header {
		h[name] = values
	}
	var b []byte
	switch {
	case status == http.StatusNotModified || r != nil && r.HTTP != nil && r.HTTP.Method == http.MethodHead:
		w.WriteHeader(status)
		return
	case isS3(s):
		b = s3Error(r, e, requestID, h.Get("x-amz-id-2"))
	default:
		b = append([]byte(xmlwire.Header), xmlwire.WrappedError(s, xmlwire.Code(e), e, requestID)...)
	}
	_ = xmlwire.Send(w, contentType, status, b) // when it fails, the caller is gone
}

// document is [httpbind.Document] in XML, for one call.
type document struct {
	codec *Codec
	svc   *schema.Service
	req   *protocol.Request
	op    *schema.Operation
}

// ContentType implements [httpbind.Document].
func (d *document) ContentType() string { return contentType }

// DecodeBody implements [httpbind.Document].
func (d *document) DecodeBody(data []byte, s *schema.Shape, v reflect.Value) error {
	return d.malformed(d.codec.xml.Decode(data, []string{xmlwire.Root(s)}, s, v))
}

// DecodePayload implements [httpbind.Document].
func (d *document) DecodePayload(data []byte, m *schema.Member, v reflect.Value) error {
	roots := []string{d.root(m), m.Wire, xmlwire.Root(m.Shape)}
	return d.malformed(d.codec.xml.Decode(data, roots, m.Shape, v))
}

// EncodeBody implements [httpbind.Document].
func (d *document) EncodeBody(svc *schema.Service, s *schema.Shape, v reflect.Value) ([]byte, error) {
	hasBody := false
	for i := range s.Members {
		hasBody = hasBody || xmlwire.InBody(&s.Members[i])
	}
	if !hasBody {
		return nil, nil
	}
	if isS3(svc) && s.Name == "GetBucketLocationOutput" {
		return location(svc, s, v), nil
	}
	return xmlwire.AppendElement([]byte(xmlwire.Header), xmlwire.Root(s), namespace(svc, s, schema.Namespace{}), s, v), nil
}

// EncodePayload implements [httpbind.Document].
func (d *document) EncodePayload(svc *schema.Service, m *schema.Member, v reflect.Value) ([]byte, error) {
	return xmlwire.AppendElement([]byte(xmlwire.Header), d.root(m), namespace(svc, m.Shape, m.XMLNamespace), m.Shape, v), nil
}

// root gives the element of a payload: the name that the member gives it, or else
// the shape's. S3 names all of them after the member.
func (d *document) root(m *schema.Member) string {
	if m.Wire != m.Name || isS3(d.svc) {
		return m.Wire
	}
	return xmlwire.Root(m.Shape)
}

// namespace picks the namespace of a document: the member's, the shape's or the
// service's.
func namespace(svc *schema.Service, s *schema.Shape, ns schema.Namespace) schema.Namespace {
	if ns == (schema.Namespace{}) {
		ns = s.XMLNamespace
	}
	if ns == (schema.Namespace{}) && svc != nil {
		ns.URI = svc.XMLNamespace
	}
	return ns
}

func (d *document) malformed(err error) error {
	if err == nil {
		return nil
	}
	if isS3(d.svc) {
		e := protocol.Errorf(http.StatusBadRequest, "MalformedXML",
			"The XML you provided was not well-formed or did not validate against our published schema")
		e.Cause = err
		return e
	}
	return protocol.Errorf(http.StatusBadRequest, "SerializationException", "%s", err)
}

// Malformed implements [httpbind.Document].
func (d *document) Malformed(member, reason string) *protocol.Error {
	if isS3(d.svc) {
		return s3Argument(d.req, d.op, member, reason)
	}
	return protocol.Errorf(http.StatusBadRequest, "SerializationException", "%s: %s", member, reason)
}

// location is the document of S3's GetBucketLocation, which is the member itself
// (trait s3UnwrappedXmlOutput). Without a value (us-east-1) it is empty.
func location(svc *schema.Service, s *schema.Shape, v reflect.Value) []byte {
	b := append([]byte(xmlwire.Header), `<LocationConstraint xmlns="`...)
	b = append(xmlwire.AppendEscaped(b, svc.XMLNamespace), `">`...)
	if f, ok := reflectx.Deref(v.Field(0)); ok && s.Members[0].Shape.Kind == schema.String {
		b = xmlwire.AppendEscaped(b, f.String())
	}
	return append(b, "</LocationConstraint>"...)
}
