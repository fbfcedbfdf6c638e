// Package xmlwire writes and reads structures as XML, as the XML bindings of
// Smithy say (https://smithy.io/2.0/spec/xml.html). The Query protocols share the
// writing with restXml.
package xmlwire

import (
	"reflect"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Header is the XML declaration that AWS's documents begin with.
const Header = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// Root gives the name of the element that a shape is as a document.
func Root(s *schema.Shape) string {
	if s.XMLName != "" {
		return s.XMLName
	}
	return s.Name
}

// AppendElement writes v, a present value of shape s, as the element of a
// document. An empty ns stands for the shape's.
func AppendElement(b []byte, name string, ns schema.Namespace, s *schema.Shape, v reflect.Value) []byte {
	if ns == (schema.Namespace{}) {
		ns = s.XMLNamespace
	}
	m := schema.Member{Name: name, Wire: name, Shape: s, XMLNamespace: ns}
	return appendValue(b, name, &m, v)
}

// InBody tells whether a member of an answer is in the document. Bindings to the
// URI mean nothing there.
func InBody(m *schema.Member) bool {
	switch m.In {
	case schema.InBody, schema.InURI, schema.InQuery, schema.InQueryParams:
		return true
	}
	return false
}

// AppendMembers writes the body members of v, a structure of shape s, without an
// element around them.
func AppendMembers(b []byte, s *schema.Shape, v reflect.Value) []byte {
	for i := range s.Members {
		m := &s.Members[i]
		if !InBody(m) || m.XMLAttribute {
			continue
		}
		f, ok := reflectx.Deref(v.Field(i))
		if !ok {
			if f, ok = reflectx.Default(m); !ok {
				continue
			}
		}
		b = appendMember(b, m, f)
	}
	return b
}

// AppendStart writes the start of an element in a namespace, which may be empty.
func AppendStart(b []byte, name, namespace string) []byte {
	b = append(append(b, '<'), name...)
	return append(appendNamespace(b, schema.Namespace{URI: namespace}), '>')
}

// AppendText writes an element that holds text.
func AppendText(b []byte, name, text string) []byte {
	b = append(append(append(b, '<'), name...), '>')
	b = AppendEscaped(b, text)
	return appendEnd(b, name)
}

// appendMember writes a member of a structure.
func appendMember(b []byte, m *schema.Member, v reflect.Value) []byte {
	switch {
	case m.Flattened && m.Shape.Kind == schema.List:
		return appendItems(b, flatElem(m), v)
	case m.Flattened && m.Shape.Kind == schema.Map:
		return appendEntries(b, m.Wire, m, v)
	}
	return appendValue(b, m.Wire, m, v)
}

// appendValue writes a value as one element.
func appendValue(b []byte, name string, m *schema.Member, v reflect.Value) []byte {
	b = append(append(b, '<'), name...)
	ns := m.XMLNamespace
	if ns == (schema.Namespace{}) && m.Shape.XMLNamespace.Prefix != "" {
		ns = m.Shape.XMLNamespace // its attributes need the prefix (S3's xsi:type)
	}
	b = appendNamespace(b, ns)
	switch s := m.Shape; s.Kind {
	case schema.Structure, schema.Union:
		b = append(appendAttributes(b, s, v), '>')
		b = AppendMembers(b, s, v)
	case schema.List:
		b = appendItems(append(b, '>'), s.Elem, v)
	case schema.Map:
		b = appendEntries(append(b, '>'), "entry", &schema.Member{Shape: s}, v)
	case schema.String:
		b = AppendEscaped(append(b, '>'), v.String())
	default:
		b = reflectx.AppendText(append(b, '>'), v, m, schema.FormatISO8601)
	}
	return appendEnd(b, name)
}

// flatElem gives the element of a flattened list: it has the name of the member,
// and its namespace where it has none itself.
func flatElem(m *schema.Member) *schema.Member {
	e := *m.Shape.Elem
	e.Wire = m.Wire
	if e.XMLNamespace == (schema.Namespace{}) {
		e.XMLNamespace = m.XMLNamespace
	}
	return &e
}

// appendItems writes the items of a list, each as an element.
func appendItems(b []byte, e *schema.Member, v reflect.Value) []byte {
	for i := range v.Len() {
		if item, ok := reflectx.Deref(v.Index(i)); ok {
			b = appendValue(b, e.Wire, e, item)
		}
	}
	return b
}

// appendEntries writes the entries of a map, sorted by key.
func appendEntries(b []byte, name string, m *schema.Member, v reflect.Value) []byte {
	for _, k := range reflectx.SortedKeys(v) {
		e, ok := reflectx.Deref(v.MapIndex(k))
		if !ok {
			continue
		}
		b = append(append(b, '<'), name...)
		b = append(appendNamespace(b, m.XMLNamespace), '>')
		b = appendValue(b, m.Shape.Key.Wire, m.Shape.Key, k)
		b = appendValue(b, m.Shape.Elem.Wire, m.Shape.Elem, e)
		b = appendEnd(b, name)
	}
	return b
}

// appendAttributes writes the members of a structure that are attributes.
func appendAttributes(b []byte, s *schema.Shape, v reflect.Value) []byte {
	for i := range s.Members {
		m := &s.Members[i]
		if !m.XMLAttribute || m.In != schema.InBody {
			continue
		}
		f, ok := reflectx.Deref(v.Field(i))
		if !ok {
			continue
		}
		b = append(append(append(b, ' '), m.Wire...), `="`...)
		b = AppendEscaped(b, string(reflectx.AppendText(nil, f, m, schema.FormatISO8601)))
		b = append(b, '"')
	}
	return b
}

func appendNamespace(b []byte, ns schema.Namespace) []byte {
	if ns.URI == "" {
		return b
	}
	b = append(b, " xmlns"...)
	if ns.Prefix != "" {
		b = append(append(b, ':'), ns.Prefix...)
	}
	b = append(b, `="`...)
	return append(AppendEscaped(b, ns.URI), '"')
}

func appendEnd(b []byte, name string) []byte {
	return append(append(append(b, "</"...), name...), '>')
}
