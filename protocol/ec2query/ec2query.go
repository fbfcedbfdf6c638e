// Package ec2query speaks ec2Query, EC2's dialect of Query
// (https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html): lists are
// always flat in requests, names begin with a capital letter, and answers have no
// result element.
package ec2query

import (
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/internal/queryform"
	"github.com/cumulet/cumulet/protocol/internal/xmlwire"
	"github.com/cumulet/cumulet/protocol/schema"
)

const contentType = "text/xml;charset=UTF-8"

// Codec is the codec of ec2Query. It is safe for concurrent use.
type Codec struct{ form queryform.Style }

var _ protocol.Codec = (*Codec)(nil)

// New makes the codec.
func New() *Codec { return &Codec{queryform.Style{Name: name, Flat: true}} }

// name gives the name of a member in the form.
func name(m *schema.Member) string {
	switch {
	case m.Query != "":
		return m.Query
	case m.Wire == "":
		return ""
	}
	return strings.ToUpper(m.Wire[:1]) + m.Wire[1:]
}

// Decode implements [protocol.Codec]. A value that can't be read gives
// InvalidParameterValue (400), a form that can't be read MalformedQueryString
// (400).
func (c *Codec) Decode(r *protocol.Request, _ *schema.Service, op *schema.Operation, in any) error {
	form, err := queryform.Parameters(r)
	if err != nil {
		return err
	}
	err = c.form.Decode(form, op.Input, reflect.ValueOf(in).Elem())
	if bad, ok := errors.AsType[*queryform.Error](err); ok {
		return protocol.Errorf(http.StatusBadRequest, "InvalidParameterValue",
			"Value (%s) for parameter %s is invalid: %s.", clip(bad.Value), bad.Parameter, bad.Reason)
	}
	return err
}

// Encode implements [protocol.Codec].
func (c *Codec) Encode(w http.ResponseWriter, _ *protocol.Request, s *schema.Service, op *schema.Operation, out any, requestID string) error {
	b := xmlwire.AppendStart([]byte(xmlwire.Header), op.Name+"Response", s.XMLNamespace)
	if requestID != "" {
		b = xmlwire.AppendText(b, "requestId", requestID)
	}
	if v, ok := httpbind.Deref(out); ok {
		b = xmlwire.AppendMembers(b, op.Output, v)
	}
	return xmlwire.Send(w, contentType, http.StatusOK, append(append(append(b, "</"...), op.Name...), "Response>"...))
}

// EncodeError implements [protocol.Codec].
func (c *Codec) EncodeError(w http.ResponseWriter, _ *protocol.Request, _ *schema.Service, _ *schema.Operation, e *protocol.Error, requestID string) {
	for name, values := range e.Header {
		w.Header()[name] = values
	}
	b := append([]byte(xmlwire.Header), "<Response><Errors><Error>"...)
	b = xmlwire.AppendError(b, xmlwire.Code(e), e)
	b = append(b, "</Error></Errors>"...)
	b = xmlwire.AppendText(b, "RequestID", requestID)
	// The caller is gone when this fails; nothing is left to do.
	_ = xmlwire.Send(w, contentType, xmlwire.Status(e), append(b, "</Response>"...))
}

// clip bounds what a message repeats.
func clip(s string) string {
	if len(s) > 256 {
		return strings.ToValidUTF8(s[:256], "") + "..."
	}
	return s
}
