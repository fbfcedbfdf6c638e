package httpbind

import (
	"encoding/base64"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Deref gives the structure that out, a pointer to it or nil, stands for.
func Deref(out any) (reflect.Value, bool) {
	if out == nil {
		return reflect.Value{}, false
	}
	return reflectx.Deref(reflect.ValueOf(out))
}

// EncodeHeaders sets the headers that members of v, a structure of shape s, are
// bound to, and returns the status code that a member gives, or 0.
func EncodeHeaders(h http.Header, s *schema.Shape, v reflect.Value) (status int) {
	for i := range s.Members {
		m := &s.Members[i]
		if m.In != schema.InHeader && m.In != schema.InStatus {
			continue
		}
		f, ok := reflectx.Deref(v.Field(i))
		if !ok {
			if f, ok = reflectx.Default(m); !ok {
				continue
			}
		}
		if m.In == schema.InStatus {
			status = int(f.Int())
			continue
		}
		h.Set(m.Wire, clean(headerText(m, f)))
	}
	for i := range s.Members {
		if m := &s.Members[i]; m.In == schema.InPrefixHeaders {
			encodePrefixHeaders(h, m.Wire, v.Field(i))
		}
	}
	return status
}

// encodePrefixHeaders sets the headers of a map; named ones win over them. Their
// names stay as they are, because clients make the keys of a map of them:
// boto3 gives "from" for x-amz-meta-from and "From" for X-Amz-Meta-From.
func encodePrefixHeaders(h http.Header, prefix string, values reflect.Value) {
	for it := values.MapRange(); it.Next(); {
		name := prefix + it.Key().String()
		if h.Get(name) == "" {
			h[clean(name)] = []string{clean(it.Value().String())}
		}
	}
}

// clean takes out what could break out of a header: a value comes from a user
// (object metadata, say).
func clean(value string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, value)
}

func headerText(m *schema.Member, f reflect.Value) string {
	if m.Shape.Kind != schema.List {
		text := reflectx.AppendText(nil, f, m, schema.FormatHTTPDate)
		if isJSONValue(m) {
			return base64.StdEncoding.EncodeToString(text)
		}
		return string(text)
	}
	e := element(m)
	items := make([]string, 0, f.Len())
	for i := range f.Len() {
		item, ok := reflectx.Deref(f.Index(i))
		if !ok {
			continue
		}
		text := string(reflectx.AppendText(nil, item, e, schema.FormatHTTPDate))
		if e.Shape.Kind == schema.String {
			text = quote(text)
		}
		items = append(items, text)
	}
	return strings.Join(items, ", ")
}

// payload is a body on its way out: bytes or a stream.
type payload struct {
	data   []byte
	stream io.Reader
}

func encodePayload(d Document, h http.Header, svc *schema.Service, s *schema.Shape, v reflect.Value) (payload, error) {
	if s.Payload == 0 {
		data, err := d.EncodeBody(svc, s, v)
		if data != nil {
			defaultType(h, d.ContentType())
		}
		return payload{data: data}, err
	}
	m := &s.Members[s.Payload-1]
	f := v.Field(s.Payload - 1)
	if f.Kind() == reflect.Interface && f.Type() == readerType {
		if f.IsNil() {
			return payload{}, nil
		}
		defaultType(h, MediaType(m, d))
		return payload{stream: f.Interface().(io.Reader)}, nil
	}
	f, ok := reflectx.Deref(f)
	if !ok {
		if f, ok = reflectx.Default(m); !ok {
			return payload{}, nil
		}
	}
	defaultType(h, MediaType(m, d))
	switch m.Shape.Kind {
	case schema.Blob:
		return payload{data: f.Bytes()}, nil
	case schema.String:
		return payload{data: []byte(f.String())}, nil
	}
	data, err := d.EncodePayload(svc, m, f)
	return payload{data: data}, err
}

// MediaType gives the content type of payload member m: the model's, or the one
// that its kind implies.
func MediaType(m *schema.Member, d Document) string {
	switch {
	case m.MediaType != "":
		return m.MediaType
	case m.Shape.Kind == schema.Blob:
		return "application/octet-stream"
	case m.Shape.Kind == schema.String:
		return "text/plain"
	}
	return d.ContentType()
}

func defaultType(h http.Header, mediaType string) {
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", mediaType)
	}
}

func (p payload) write(w http.ResponseWriter, method string, status int) error {
	if c, ok := p.stream.(io.Closer); ok {
		defer c.Close()
	}
	bodiless := method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified
	if p.stream == nil && !bodiless {
		w.Header().Set("Content-Length", itoa(int64(len(p.data))))
	}
	w.WriteHeader(status)
	switch {
	case bodiless:
		return nil
	case p.stream != nil:
		_, err := io.Copy(w, p.stream)
		return err
	}
	_, err := w.Write(p.data)
	return err
}
