package httpbind

import (
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

func setText(d Document, f reflect.Value, m *schema.Member, text string, def schema.TimestampFormat) error {
	if err := reflectx.SetText(f, m, text, def); err != nil {
		return d.Malformed(m.Name, err.Error())
	}
	return nil
}

func setDefault(f reflect.Value, m *schema.Member) { reflectx.ApplyDefault(f, m) }

func decodeQuery(d Document, f reflect.Value, m *schema.Member, q url.Values) error {
	values, ok := q[m.Wire]
	if !ok || len(values) == 0 {
		return nil
	}
	if m.Shape.Kind != schema.List {
		return setText(d, f, m, values[0], schema.FormatISO8601)
	}
	return decodeList(d, f, m, values, schema.FormatISO8601)
}

func decodeList(d Document, f reflect.Value, m *schema.Member, values []string, def schema.TimestampFormat) error {
	reflectx.Empty(f)
	for _, text := range values {
		if err := setText(d, reflectx.Grow(f), element(m), text, def); err != nil {
			return err
		}
	}
	return nil
}

// element gives the element of a list; a timestamp format on the member that is
// bound holds for its elements too.
func element(m *schema.Member) *schema.Member {
	e := m.Shape.Elem
	if m.Format == schema.FormatDefault {
		return e
	}
	c := *e
	c.Format = m.Format
	return &c
}

// decodeQueryParams fills a map of strings, or of lists of strings, with the
// whole query: https://smithy.io/2.0/spec/http-bindings.html#httpqueryparams-trait
// has servers keep the parameters that other members name.
func decodeQueryParams(f reflect.Value, m *schema.Member, q url.Values) {
	if len(q) == 0 {
		return
	}
	reflectx.Empty(f)
	for name, values := range q {
		e := reflect.New(f.Type().Elem()).Elem()
		if m.Shape.Elem.Shape.Kind == schema.List {
			e.Set(reflect.ValueOf(values).Convert(e.Type()))
		} else {
			reflectx.SetString(e, values[0])
		}
		f.SetMapIndex(reflect.ValueOf(name), e)
	}
}

func decodeHeader(d Document, f reflect.Value, m *schema.Member, r *http.Request) error {
	values := r.Header[m.Wire] // Wire is canonical
	if len(values) == 0 {
		// net/http takes these two out of the header.
		switch {
		case strings.EqualFold(m.Wire, "Host") && r.Host != "":
			values = []string{r.Host}
		case strings.EqualFold(m.Wire, "Content-Length") && r.ContentLength > 0:
			return setText(d, f, m, itoa(r.ContentLength), schema.FormatHTTPDate)
		default:
			return nil
		}
	}
	if m.Shape.Kind == schema.List {
		items, ok := splitHeader(strings.Join(values, ","), m)
		if !ok {
			return d.Malformed(m.Name, "a list of values expected")
		}
		return decodeList(d, f, m, items, schema.FormatHTTPDate)
	}
	text := strings.TrimSpace(values[0])
	if len(values) > 1 {
		text = strings.Join(values, ", ")
	}
	if isJSONValue(m) {
		b, err := decodeBase64(text)
		if err != nil {
			return d.Malformed(m.Name, "base64 expected")
		}
		text = string(b)
	}
	return setText(d, f, m, text, schema.FormatHTTPDate)
}

// decodePrefixHeaders fills a map of strings with the headers that share the
// prefix; names are in lower case, as HTTP/2 has them.
func decodePrefixHeaders(f reflect.Value, m *schema.Member, h http.Header) {
	for name, values := range h {
		if len(name) < len(m.Wire) || !strings.EqualFold(name[:len(m.Wire)], m.Wire) {
			continue
		}
		if f.IsNil() {
			reflectx.Empty(f)
		}
		key := strings.ToLower(name[len(m.Wire):])
		f.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(strings.Join(values, ",")))
	}
}

func decodePayload(d Document, f reflect.Value, m *schema.Member, r *protocol.Request) error {
	if m.Streaming {
		if r.Body != nil && f.Type() == readerType {
			f.Set(reflect.ValueOf(&r.Body).Elem())
		}
		return nil
	}
	var data []byte
	var err error
	switch m.Shape.Kind {
	case schema.Blob, schema.String:
		data, err = readAll(r) // a Content-Encoding is part of the value
	default:
		data, err = ReadBody(r)
	}
	if err != nil || len(data) == 0 {
		return err
	}
	switch m.Shape.Kind {
	case schema.Blob:
		reflectx.SetBytes(f, data)
	case schema.String:
		reflectx.SetString(f, string(data))
	default:
		return d.DecodePayload(data, m, f)
	}
	return nil
}

var readerType = reflect.TypeFor[io.Reader]()
