package xmlwire

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Status gives the HTTP status of an error.
func Status(e *protocol.Error) int {
	switch {
	case e.Status != 0:
		return e.Status
	case e.Server:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// Send writes a whole answer. The error is that of the connection.
func Send(w http.ResponseWriter, contentType string, status int, b []byte) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(status)
	_, err := w.Write(b)
	return err
}

// Fault says whose fault an error is, in the words of Query: "Sender" or
// "Receiver".
func Fault(e *protocol.Error) string {
	if e.Server {
		return "Receiver"
	}
	return "Sender"
}

// Code gives the code of an error in the XML protocols: that of Query where it has
// one, as their services do.
func Code(e *protocol.Error) string {
	if e.Shape != nil && e.Shape.Error != nil && e.Shape.Error.Code != "" && (e.Code == "" || e.Code == e.Shape.Name) {
		return e.Shape.Error.Code
	}
	return e.Code
}

// ErrorValue gives the structure of an error that has members of its own.
func ErrorValue(e *protocol.Error) (*schema.Shape, reflect.Value, bool) {
	if e.Shape == nil || e.Value == nil {
		return nil, reflect.Value{}, false
	}
	v, ok := reflectx.Deref(reflect.ValueOf(e.Value))
	return e.Shape, v, ok && v.Kind() == reflect.Struct
}

// WrappedError is the error document of awsQuery, and of restXml but for S3.
func WrappedError(s *schema.Service, code string, e *protocol.Error, requestID string) []byte {
	namespace := ""
	if s != nil {
		namespace = s.XMLNamespace
	}
	b := append(AppendStart(nil, "ErrorResponse", namespace), "<Error>"...)
	b = AppendText(b, "Type", Fault(e))
	b = append(AppendError(b, code, e), "</Error>"...)
	return append(AppendText(b, "RequestId", requestID), "</ErrorResponse>"...)
}

// AppendError writes what stands in an Error element: code, message, the error's
// members and its details.
func AppendError(b []byte, code string, e *protocol.Error) []byte {
	b = AppendText(b, "Code", code)
	s, v, modelled := ErrorValue(e)
	message := e.Message
	if modelled {
		for i := range s.Members {
			if f, ok := reflectx.Deref(v.Field(i)); ok && message == "" && isMessage(&s.Members[i]) {
				message = f.String()
			}
		}
	}
	if message != "" {
		b = AppendText(b, "Message", message)
	}
	if modelled {
		for i := range s.Members {
			m := &s.Members[i]
			if f, ok := reflectx.Deref(v.Field(i)); ok && InBody(m) && !isMessage(m) {
				b = appendMember(b, m, f)
			}
		}
	}
	for _, d := range e.Details {
		b = AppendText(b, d.Name, d.Value)
	}
	return b
}

func isMessage(m *schema.Member) bool {
	return m.Shape.Kind == schema.String && strings.EqualFold(m.Name, "message")
}
