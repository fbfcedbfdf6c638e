// Package awsjson speaks awsJson 1.0 and 1.1: every call is a POST to "/" whose
// X-Amz-Target names the operation, and bodies are JSON
// (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). The two
// versions differ in their content type alone.
package awsjson

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/internal/jsonshape"
	"github.com/cumulet/cumulet/protocol/internal/wireerror"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Codec is the codec of one version. It is safe for concurrent use.
type Codec struct {
	contentType string
	qualified   bool // error types carry a namespace
	json        *jsonshape.Format
}

var _ protocol.Codec = (*Codec)(nil)

// New makes the codec of [schema.AWSJSON10] or [schema.AWSJSON11].
func New(p schema.Protocol) *Codec {
	c := &Codec{contentType: "application/x-amz-json-1.1", json: jsonshape.New(jsonshape.ByName)}
	if p == schema.AWSJSON10 {
		c.contentType, c.qualified = "application/x-amz-json-1.0", true
	}
	return c
}

// Decode implements [protocol.Codec]. An empty body stands for {}; what can't be
// read gives SerializationException (400), a body above [protocol.MaxBody]
// RequestEntityTooLarge (413).
func (c *Codec) Decode(r *protocol.Request, _ *schema.Service, op *schema.Operation, in any) error {
	data, err := httpbind.ReadBody(r)
	if err != nil {
		return err
	}
	if len(data) == 0 {
		data = emptyObject
	}
	if err := c.json.DecodeStruct(data, op.Input, reflect.ValueOf(in).Elem()); err != nil {
		return wireerror.Malformed(err.Error())
	}
	return nil
}

var emptyObject = []byte("{}")

// Encode implements [protocol.Codec].
func (c *Codec) Encode(w http.ResponseWriter, _ *protocol.Request, _ *schema.Service, op *schema.Operation, out any, _ string) error {
	data := emptyObject
	if v, ok := httpbind.Deref(out); ok {
		var err error
		if data, err = c.json.AppendStruct(make([]byte, 0, 512), op.Output, v); err != nil {
			return err
		}
	} else if op.Output != nil {
		data, _ = c.json.AppendStruct(nil, op.Output, reflect.New(op.Output.Type).Elem())
	}
	return c.write(w, http.StatusOK, data)
}

// EncodeError implements [protocol.Codec]. awsJson1_0 services qualify the type
// with a namespace, "com.amazonaws.sqs#QueueDoesNotExist"; those of 1.1 don't.
func (c *Codec) EncodeError(w http.ResponseWriter, _ *protocol.Request, s *schema.Service, _ *schema.Operation, e *protocol.Error, _ string) {
	p := wireerror.Of(e)
	head := make([]jsonshape.Field, 1, 1+len(p.Extra))
	head[0] = jsonshape.Field{Name: "__type", Value: p.Type}
	if c.qualified && s != nil {
		head[0].Value = "com.amazonaws." + strings.ToLower(s.Name) + "#" + p.Type
	}
	for _, x := range p.Extra {
		head = append(head, jsonshape.Field{Name: x.Name, Value: x.Value})
	}
	data, err := c.json.AppendStruct(nil, p.Shape, p.Value, head...)
	if err != nil { // a document in an error that can't be written
		data = emptyObject
	}
	wireerror.Header(w.Header(), s, e)
	_ = c.write(w, p.Status, data) // the caller is gone; nothing is left to do
}

func (c *Codec) write(w http.ResponseWriter, status int, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", c.contentType)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, err := w.Write(data)
	return err
}
