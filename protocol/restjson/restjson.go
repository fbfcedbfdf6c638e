// Package restjson speaks restJson1: HTTP bindings with JSON documents
// (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html).
package restjson

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/internal/jsonshape"
	"github.com/cumulet/cumulet/protocol/internal/wireerror"
	"github.com/cumulet/cumulet/protocol/schema"
)

const contentType = "application/json"

// Codec is the codec of restJson1. It is safe for concurrent use.
type Codec struct{ doc document }

var _ protocol.Codec = (*Codec)(nil)

// New makes the codec.
func New() *Codec { return &Codec{document{jsonshape.New(jsonshape.ByWire)}} }

// Decode implements [protocol.Codec]. What can't be read gives
// SerializationException (400), a content type that the operation doesn't take
// UnsupportedMediaTypeException (415), an Accept header that its answer can't
// meet NotAcceptableException (406).
func (c *Codec) Decode(r *protocol.Request, _ *schema.Service, op *schema.Operation, in any) error {
	if err := c.checkTypes(r, op); err != nil {
		return err
	}
	return httpbind.Decode(&c.doc, r, op, in)
}

// Encode implements [protocol.Codec].
func (c *Codec) Encode(w http.ResponseWriter, r *protocol.Request, s *schema.Service, op *schema.Operation, out any, _ string) error {
	return httpbind.Encode(&c.doc, w, r, s, op, out)
}

// EncodeError implements [protocol.Codec]. The type goes into the header
// X-Amzn-ErrorType.
func (c *Codec) EncodeError(w http.ResponseWriter, _ *protocol.Request, s *schema.Service, _ *schema.Operation, e *protocol.Error, _ string) {
	p := wireerror.Of(e)
	h := w.Header()
	if status := httpbind.EncodeHeaders(h, p.Shape, p.Value); status != 0 {
		p.Status = status
	}
	wireerror.Header(h, s, e)
	h.Set("X-Amzn-ErrorType", p.Type)
	head := make([]jsonshape.Field, 0, len(p.Extra))
	for _, x := range p.Extra {
		head = append(head, jsonshape.Field{Name: x.Name, Value: x.Value})
	}
	data, err := c.doc.json.AppendBody(nil, p.Shape, p.Value, head...)
	if err != nil { // a document in an error that can't be written
		data = []byte("{}")
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(p.Status)
	_, _ = w.Write(data) // the caller is gone; nothing is left to do
}

// document is [httpbind.Document] in JSON.
type document struct{ json *jsonshape.Format }

// ContentType implements [httpbind.Document].
func (d *document) ContentType() string { return contentType }

// DecodeBody implements [httpbind.Document].
func (d *document) DecodeBody(data []byte, s *schema.Shape, v reflect.Value) error {
	return malformed(d.json.DecodeBody(data, s, v))
}

// DecodePayload implements [httpbind.Document].
func (d *document) DecodePayload(data []byte, m *schema.Member, v reflect.Value) error {
	return malformed(d.json.DecodeMember(data, m, v))
}

// EncodeBody implements [httpbind.Document]: an object even where no member is
// in the body, but nothing where the model has no output.
func (d *document) EncodeBody(_ *schema.Service, s *schema.Shape, v reflect.Value) ([]byte, error) {
	if s.Unit {
		return nil, nil
	}
	return d.json.AppendBody(make([]byte, 0, 512), s, v)
}

// EncodePayload implements [httpbind.Document].
func (d *document) EncodePayload(_ *schema.Service, m *schema.Member, v reflect.Value) ([]byte, error) {
	return d.json.AppendValue(nil, m, v)
}

// Malformed implements [httpbind.Document].
func (d *document) Malformed(member, reason string) *protocol.Error {
	return wireerror.Malformed("in " + member + ": " + reason)
}

func malformed(err error) error {
	if err != nil {
		return wireerror.Malformed(err.Error())
	}
	return nil
}
