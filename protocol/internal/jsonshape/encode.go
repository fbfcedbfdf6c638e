package jsonshape

import (
	"encoding/base64"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// AppendStruct writes the members of v, a structure of shape s, as an object,
// head first. Absent members are left out unless they have a default.
func (f *Format) AppendStruct(b []byte, s *schema.Shape, v reflect.Value, head ...Field) ([]byte, error) {
	return f.appendStruct(b, s, v, nil, head)
}

// AppendBody is AppendStruct for the members that are in the body of an HTTP
// response.
func (f *Format) AppendBody(b []byte, s *schema.Shape, v reflect.Value, head ...Field) ([]byte, error) {
	return f.appendStruct(b, s, v, httpbind.InResponseBody, head)
}

func (f *Format) appendStruct(b []byte, s *schema.Shape, v reflect.Value, in func(*schema.Member) bool, head []Field) ([]byte, error) {
	b = append(b, '{')
	start := len(b)
	for _, h := range head {
		b = appendName(b, start, h.Name)
		b = appendString(b, h.Value)
	}
	for i := range s.Members {
		m := &s.Members[i]
		if in != nil && !in(m) {
			continue
		}
		x, ok := present(m, v.Field(i))
		if !ok {
			continue
		}
		b = appendName(b, start, f.key(m))
		var err error
		if b, err = f.AppendValue(b, m, x); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// Field is a string member that an object gets besides those of its shape.
type Field struct{ Name, Value string }

func present(m *schema.Member, v reflect.Value) (reflect.Value, bool) {
	if m.Shape.Kind == schema.Document {
		if !v.IsNil() {
			return v, true
		}
		return reflectx.Default(m)
	}
	if x, ok := reflectx.Deref(v); ok {
		return x, true
	}
	return reflectx.Default(m)
}

// AppendValue writes v, a present value of member m.
func (f *Format) AppendValue(b []byte, m *schema.Member, v reflect.Value) ([]byte, error) {
	switch s := m.Shape; s.Kind {
	case schema.Structure, schema.Union:
		return f.AppendStruct(b, s, v)
	case schema.List:
		b = append(b, '[')
		start := len(b)
		for i := range v.Len() {
			if len(b) > start {
				b = append(b, ',')
			}
			var err error
			if b, err = f.element(b, s, v.Index(i)); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case schema.Map:
		b = append(b, '{')
		start := len(b)
		for _, k := range reflectx.SortedKeys(v) {
			b = appendName(b, start, k.String())
			var err error
			if b, err = f.element(b, s, v.MapIndex(k)); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	case schema.Document:
		return appendDocument(b, v.Interface())
	case schema.String:
		return appendString(b, v.String()), nil
	case schema.Blob:
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, v.Bytes())
		return append(b, '"'), nil
	case schema.Float:
		return appendFloat(b, v.Float(), 32), nil
	case schema.Double:
		return appendFloat(b, v.Float(), 64), nil
	case schema.Timestamp:
		format := reflectx.Format(m, schema.FormatEpoch)
		if format == schema.FormatEpoch {
			return reflectx.AppendTime(b, reflectx.Time(v), format), nil
		}
		b = append(b, '"')
		b = reflectx.AppendTime(b, reflectx.Time(v), format)
		return append(b, '"'), nil
	}
	return reflectx.AppendText(b, v, m, schema.FormatEpoch), nil
}

// element writes an element of a list or map; an absent one is null in a sparse
// collection and an empty one otherwise.
func (f *Format) element(b []byte, s *schema.Shape, v reflect.Value) ([]byte, error) {
	if s.Elem.Shape.Kind == schema.Document {
		return appendDocument(b, v.Interface())
	}
	x, ok := reflectx.Deref(v)
	switch {
	case ok:
		return f.AppendValue(b, s.Elem, x)
	case s.Sparse:
		return append(b, "null"...), nil
	}
	switch s.Elem.Shape.Kind {
	case schema.List:
		return append(b, "[]"...), nil
	case schema.Blob:
		return append(b, `""`...), nil
	}
	return append(b, "{}"...), nil
}

// appendName writes a name with what stands around it; start is where the
// object's first name goes.
func appendName(b []byte, start int, name string) []byte {
	if len(b) > start {
		b = append(b, ',')
	}
	return append(appendString(b, name), ':')
}

// appendString writes a string; invalid UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s)
	return b
}

// appendFloat writes a number; those that JSON can't express are strings.
func appendFloat(b []byte, f float64, bits int) []byte {
	if f-f != 0 {
		return append(reflectx.AppendFloat(append(b, '"'), f, bits), '"')
	}
	return reflectx.AppendFloat(b, f, bits)
}
