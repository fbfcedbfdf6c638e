package xmlwire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Decoder reads documents. The zero value is ready; it is safe for concurrent
// use and remembers what it learns about shapes.
type Decoder struct{ names reflectx.Names }

// Decode reads a document, whose root element has one of the names, into v, a
// structure or the field of a structure of shape s. Unknown elements and
// attributes are skipped, as are namespaces. Document types are refused, so there
// are no entities but XML's own. The size is up to the caller.
func (d *Decoder) Decode(data []byte, roots []string, s *schema.Shape, v reflect.Value) error {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // a byte order mark
	r := &reader{xml: xml.NewDecoder(bytes.NewReader(data)), names: &d.names}
	start, err := r.root()
	if err != nil {
		return err
	}
	if !slices.Contains(roots, start.Name.Local) {
		return fmt.Errorf("element %s expected, not %s", roots[0], clip(start.Name.Local))
	}
	m := &schema.Member{Name: s.Name, Shape: s}
	if err := r.value(start, m, v); err != nil {
		return err
	}
	return r.end()
}

// value reads the element whose start was read into v.
func (r *reader) value(start xml.StartElement, m *schema.Member, v reflect.Value) error {
	switch s := m.Shape; s.Kind {
	case schema.Structure, schema.Union:
		return reflectx.Into(v, s, func(v reflect.Value) error { return r.structure(start, s, v) })
	case schema.List:
		return reflectx.Into(v, s, func(v reflect.Value) error {
			reflectx.Empty(v)
			return r.children(s.Elem.Wire, func(c xml.StartElement) error {
				return r.value(c, s.Elem, reflectx.Grow(v))
			})
		})
	case schema.Map:
		return reflectx.Into(v, s, func(v reflect.Value) error {
			reflectx.Empty(v)
			return r.children("entry", func(xml.StartElement) error { return r.entry(s, v) })
		})
	}
	return r.scalar(m, v)
}

// children reads each child of that name with read, and skips the others.
func (r *reader) children(name string, read func(xml.StartElement) error) error {
	for {
		c, ok, err := r.child()
		if err != nil || !ok {
			return err
		}
		if c.Name.Local == local(name) {
			err = read(c)
		} else {
			err = r.skip()
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) scalar(m *schema.Member, v reflect.Value) error {
	text, err := r.text()
	if err != nil {
		return err
	}
	if m.Shape.Kind != schema.String {
		text = strings.TrimSpace(text)
	}
	return setText(m, v, text)
}

func setText(m *schema.Member, v reflect.Value, text string) error {
	if err := reflectx.SetText(v, m, text, schema.FormatISO8601); err != nil {
		return fmt.Errorf("%s: %w", m.Name, err)
	}
	return nil
}

// structure reads attributes and members into v, a struct.
func (r *reader) structure(start xml.StartElement, s *schema.Shape, v reflect.Value) error {
	if err := attributes(start, s, v); err != nil {
		return err
	}
	names := r.names.Of(s, func(m *schema.Member) string { return local(m.Wire) })
	for {
		c, ok, err := r.child()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		i, known := names[c.Name.Local]
		if !known || s.Members[i].XMLAttribute {
			err = r.skip()
		} else {
			err = r.member(c, &s.Members[i], v.Field(i))
		}
		if err != nil {
			return err
		}
	}
	for i := range s.Members {
		if m := &s.Members[i]; m.In == schema.InBody {
			reflectx.ApplyDefault(v.Field(i), m)
		}
	}
	return nil
}

// member reads an element into the field of member m; those of flattened lists
// and maps add to it.
func (r *reader) member(start xml.StartElement, m *schema.Member, f reflect.Value) error {
	s := m.Shape
	if !m.Flattened || s.Kind != schema.List && s.Kind != schema.Map {
		return r.value(start, m, f)
	}
	all := f
	if f.Kind() == reflect.Interface { // a recursive member of a dynamic type
		all = reflect.New(s.Type).Elem()
		if old, ok := reflectx.Deref(f); ok {
			all.Set(old)
		}
	}
	if all.IsNil() {
		reflectx.Empty(all)
	}
	var err error
	if s.Kind == schema.List {
		err = r.value(start, s.Elem, reflectx.Grow(all))
	} else {
		err = r.entry(s, all)
	}
	if f.Kind() == reflect.Interface {
		f.Set(all)
	}
	return err
}

// entry reads the key and value of one entry into the map v.
func (r *reader) entry(s *schema.Shape, v reflect.Value) error {
	key := reflect.New(v.Type().Key()).Elem()
	value := reflect.New(v.Type().Elem()).Elem()
	seen := false
	for {
		c, ok, err := r.child()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch c.Name.Local {
		case local(s.Key.Wire):
			seen = true
			err = r.scalar(s.Key, key)
		case local(s.Elem.Wire):
			err = r.value(c, s.Elem, value)
		default:
			err = r.skip()
		}
		if err != nil {
			return err
		}
	}
	if !seen {
		return errors.New("an entry of a map has no key")
	}
	v.SetMapIndex(key, value)
	return nil
}

// attributes reads the members of a structure that are attributes.
func attributes(start xml.StartElement, s *schema.Shape, v reflect.Value) error {
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		for i := range s.Members {
			if m := &s.Members[i]; m.XMLAttribute && local(m.Wire) == a.Name.Local {
				if err := setText(m, v.Field(i), a.Value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// local gives a name without its prefix.
func local(name string) string {
	return name[strings.IndexByte(name, ':')+1:]
}
