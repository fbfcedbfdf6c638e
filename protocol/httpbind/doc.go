// Package httpbind moves values between an HTTP message and a structure whose
// members are bound to labels, the query string, headers, the status code and the
// payload, as Smithy's HTTP bindings say
// (https://smithy.io/2.0/spec/http-bindings.html). The two REST protocols share
// it; what differs between them, the document in the body, is a [Document].
//
// It also reads bodies into memory for every protocol: see [ReadBody].
package httpbind

import (
	"net/http"
	"reflect"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Document is the body format of a REST protocol: JSON or XML.
type Document interface {
	// ContentType is the media type of the documents.
	ContentType() string
	// DecodeBody reads the document into the members of s that are in the body. v
	// is the structure; data is never empty.
	DecodeBody(data []byte, s *schema.Shape, v reflect.Value) error
	// DecodePayload reads a document that is the payload member m, a structure,
	// union, list, map or document, into v, its field. data is never empty.
	DecodePayload(data []byte, m *schema.Member, v reflect.Value) error
	// EncodeBody writes the document of the members of s that are in the body; nil
	// stands for an empty body. v is the structure, valid even when nothing is set.
	EncodeBody(svc *schema.Service, s *schema.Shape, v reflect.Value) ([]byte, error)
	// EncodePayload writes the payload member m from v, its present value.
	EncodePayload(svc *schema.Service, m *schema.Member, v reflect.Value) ([]byte, error)
	// Malformed makes the protocol's error for a part of the request that can't be
	// read. member is its name in the model, reason what is wrong with it.
	Malformed(member, reason string) *protocol.Error
}

// Decode reads the request into in, a pointer to the Go struct of op.Input.
// A body that is not streamed is limited to [protocol.MaxBody].
func Decode(d Document, r *protocol.Request, op *schema.Operation, in any) error {
	v := reflect.ValueOf(in).Elem()
	s := op.Input
	for i := range s.Members {
		m := &s.Members[i]
		f := v.Field(i)
		var err error
		switch m.In {
		case schema.InBody:
			continue
		case schema.InURI:
			if text, ok := r.Labels[m.Wire]; ok {
				err = setText(d, f, m, text, schema.FormatISO8601)
			}
		case schema.InQuery:
			err = decodeQuery(d, f, m, r.Query)
		case schema.InQueryParams:
			decodeQueryParams(f, m, r.Query)
		case schema.InHeader:
			err = decodeHeader(d, f, m, r.HTTP)
		case schema.InPrefixHeaders:
			decodePrefixHeaders(f, m, r.HTTP.Header)
		case schema.InPayload:
			err = decodePayload(d, f, m, r)
		}
		if err != nil {
			return err
		}
		setDefault(f, m)
	}
	if s.Payload > 0 {
		return nil
	}
	data, err := ReadBody(r) // even where no member is in it: at its end it is verified
	if err != nil {
		return err
	}
	if len(data) > 0 && HasBody(s) {
		return d.DecodeBody(data, s, v)
	}
	for i := range s.Members {
		setDefault(v.Field(i), &s.Members[i])
	}
	return nil
}

// Encode writes the answer from out, a pointer to the Go struct of op.Output or
// nil. An error after the first byte of a streamed payload means that the answer
// is cut short: the caller must break the connection.
func Encode(d Document, w http.ResponseWriter, r *protocol.Request, svc *schema.Service, op *schema.Operation, out any) error {
	status := op.Status
	if status == 0 {
		status = http.StatusOK
	}
	if op.Output == nil {
		w.WriteHeader(status)
		return nil
	}
	v, ok := Deref(out)
	if !ok {
		v = reflect.New(op.Output.Type).Elem()
	}
	if code := EncodeHeaders(w.Header(), op.Output, v); code != 0 {
		status = code
	}
	if status == http.StatusOK && w.Header().Get("Content-Range") != "" {
		status = http.StatusPartialContent // RFC 9110, section 15.3.7; S3's model does not say it
	}
	p, err := encodePayload(d, w.Header(), svc, op.Output, v)
	if err != nil {
		return err
	}
	return p.write(w, r.HTTP.Method, status)
}

// HasBody says whether members of s are in the body's document.
func HasBody(s *schema.Shape) bool {
	for i := range s.Members {
		if s.Members[i].In == schema.InBody {
			return true
		}
	}
	return false
}

// InResponseBody says whether m is in the document of a response: a binding to
// the request's path or query means nothing there.
func InResponseBody(m *schema.Member) bool {
	switch m.In {
	case schema.InBody, schema.InURI, schema.InQuery, schema.InQueryParams:
		return true
	}
	return false
}
