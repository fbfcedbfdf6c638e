// Package wireerror prepares an error for the protocols that name its type: JSON
// and CBOR. The Query and XML protocols have an envelope of their own.
package wireerror

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Malformed is the error for a request that can't be read, as AWS's JSON and
// CBOR services name it.
func Malformed(reason string) *protocol.Error {
	return protocol.Errorf(http.StatusBadRequest, "SerializationException", "%s", reason)
}

// Parts is an error taken apart.
type Parts struct {
	Type   string // the shape's name, or the code of an error without a shape
	Status int
	Shape  *schema.Shape // of Value; empty when the error has no members of its own
	Value  reflect.Value
	// Extra are the message and details that are no members of Shape.
	Extra []protocol.Detail
}

var empty = schema.Shape{Kind: schema.Structure, Type: reflect.TypeFor[struct{}]()}

// Of takes e apart.
func Of(e *protocol.Error) Parts {
	p := Parts{Type: e.Code, Status: e.Status, Shape: &empty, Value: reflect.ValueOf(struct{}{})}
	if p.Status == 0 {
		p.Status = http.StatusBadRequest
		if e.Server {
			p.Status = http.StatusInternalServerError
		}
	}
	message := e.Message
	if e.Shape != nil {
		p.Type, p.Shape = e.Shape.Name, e.Shape
		p.Value = reflect.New(e.Shape.Type).Elem()
		if v, ok := reflectx.Deref(reflect.ValueOf(e.Value)); ok {
			p.Value.Set(v) // a copy, to which the message is added
		}
		if i := messageMember(e.Shape); i >= 0 {
			if f := p.Value.Field(i); message != "" && f.IsZero() {
				reflectx.SetString(f, message)
			}
			message = ""
		}
	}
	if message != "" {
		p.Extra = append(p.Extra, protocol.Detail{Name: "message", Value: message})
	}
	p.Extra = append(p.Extra, e.Details...)
	return p
}

func messageMember(s *schema.Shape) int {
	for i := range s.Members {
		if m := &s.Members[i]; strings.EqualFold(m.Name, "message") && m.Shape.Kind == schema.String {
			return i
		}
	}
	return -1
}

// Header adds the headers of e, and x-amzn-query-error for services whose
// clients may still look for the codes of awsQuery
// (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait).
func Header(h http.Header, s *schema.Service, e *protocol.Error) {
	for name, values := range e.Header {
		h[name] = values
	}
	if s == nil || !s.QueryCompatible {
		return
	}
	code, fault := e.QueryCode, "Sender"
	if code == "" && e.Shape != nil && e.Shape.Error != nil {
		code = e.Shape.Error.Code
	}
	if code == "" {
		code = e.Code
	}
	if e.Server {
		fault = "Receiver"
	}
	h.Set("x-amzn-query-error", code+";"+fault)
}
