// Package awsquery speaks awsQuery: forms in, XML out
// (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html). IAM and STS
// speak it.
package awsquery

import (
	"errors"
	"net/http"
	"reflect"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/internal/queryform"
	"github.com/cumulet/cumulet/protocol/internal/xmlwire"
	"github.com/cumulet/cumulet/protocol/schema"
)

const contentType = "text/xml"

// Codec is the codec of awsQuery. It is safe for concurrent use.
type Codec struct{ form queryform.Style }

var _ protocol.Codec = (*Codec)(nil)

// New makes the codec.
func New() *Codec {
	return &Codec{queryform.Style{Name: func(m *schema.Member) string { return m.Wire }}}
}

// Decode implements [protocol.Codec]. A value that can't be read gives
// MalformedInput (400), a form that can't be read MalformedQueryString (400).
func (c *Codec) Decode(r *protocol.Request, _ *schema.Service, op *schema.Operation, in any) error {
	form, err := queryform.Parameters(r)
	if err != nil {
		return err
	}
	err = c.form.Decode(form, op.Input, reflect.ValueOf(in).Elem())
	if bad, ok := errors.AsType[*queryform.Error](err); ok {
		return protocol.Errorf(http.StatusBadRequest, "MalformedInput", "Invalid value for %s: %s", bad.Parameter, bad.Reason)
	}
	return err
}

// Encode implements [protocol.Codec].
func (c *Codec) Encode(w http.ResponseWriter, _ *protocol.Request, s *schema.Service, op *schema.Operation, out any, requestID string) error {
	b := xmlwire.AppendStart(nil, op.Name+"Response", s.XMLNamespace)
	if wrapper := wrapper(op); wrapper != "" {
		b = append(append(append(b, '<'), wrapper...), '>')
		if v, ok := httpbind.Deref(out); ok {
			b = xmlwire.AppendMembers(b, op.Output, v)
		}
		b = append(append(append(b, "</"...), wrapper...), '>')
	}
	if requestID != "" {
		b = append(b, "<ResponseMetadata>"...)
		b = append(xmlwire.AppendText(b, "RequestId", requestID), "</ResponseMetadata>"...)
	}
	b = append(append(append(b, "</"...), op.Name...), "Response>"...)
	return xmlwire.Send(w, contentType, http.StatusOK, b)
}

// wrapper names the element around the output; empty where there is none.
func wrapper(op *schema.Operation) string {
	if op.ResultWrapper != "" || op.Output == nil || len(op.Output.Members) == 0 {
		return op.ResultWrapper
	}
	return op.Name + "Result"
}

// EncodeError implements [protocol.Codec]. The error's QueryCode wins over its
// Code.
func (c *Codec) EncodeError(w http.ResponseWriter, _ *protocol.Request, s *schema.Service, _ *schema.Operation, e *protocol.Error, requestID string) {
	for name, values := range e.Header {
		w.Header()[name] = values
	}
	code := e.QueryCode
	if code == "" {
		code = xmlwire.Code(e)
	}
	// The caller is gone when this fails; nothing is left to do.
	_ = xmlwire.Send(w, contentType, xmlwire.Status(e), xmlwire.WrappedError(s, code, e, requestID))
}
