package queryform

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Style is what differs between the Query protocols.
type Style struct {
	// Name gives the name of a member in the form.
	Name func(*schema.Member) string
	// Flat says that all lists and maps are flattened.
	Flat bool
}

// Error tells which parameter can't be read, and what it should have been.
type Error struct {
	Parameter string
	Value     string
	Reason    string
}

// Error implements error.
func (e *Error) Error() string { return e.Parameter + ": " + e.Reason }

// Decode reads the form into v, a struct of shape s. The error is an [*Error].
// Unknown parameters are skipped.
func (st *Style) Decode(form url.Values, s *schema.Shape, v reflect.Value) error {
	return st.structure(parse(form), s, v, "")
}

func (st *Style) structure(n *node, s *schema.Shape, v reflect.Value, path string) error {
	for i := range s.Members {
		m := &s.Members[i]
		name := st.Name(m)
		if c := n.find(name); c != nil {
			if err := st.value(c, m, v.Field(i), join(path, name)); err != nil {
				return err
			}
		}
		reflectx.ApplyDefault(v.Field(i), m)
	}
	return nil
}

func (st *Style) value(n *node, m *schema.Member, v reflect.Value, path string) error {
	switch s := m.Shape; s.Kind {
	case schema.Structure, schema.Union:
		return reflectx.Into(v, s, func(v reflect.Value) error { return st.structure(n, s, v, path) })
	case schema.List:
		if !m.Flattened && !st.Flat {
			path = join(path, s.Elem.Wire)
			if c := n.find(s.Elem.Wire); c != nil || !n.set {
				n = c
			}
		}
		return st.collection(n, s, v, path, func(item *node, v reflect.Value, path string) error {
			return st.value(item, s.Elem, reflectx.Grow(v), path)
		})
	case schema.Map:
		if !m.Flattened && !st.Flat {
			path = join(path, "entry")
			if c := n.find("entry"); c != nil || !n.set {
				n = c
			}
		}
		return st.collection(n, s, v, path, func(item *node, v reflect.Value, path string) error {
			return st.entry(item, s, v, path)
		})
	}
	if !n.set {
		return nil
	}
	text := n.value
	if m.Shape.Kind != schema.String {
		text = strings.TrimSpace(text)
	}
	if err := reflectx.SetText(v, m, text, schema.FormatISO8601); err != nil {
		return &Error{path, n.value, err.Error()}
	}
	return nil
}

// collection fills a list or map from numbered items. "List=" without items is an
// empty list.
func (st *Style) collection(n *node, s *schema.Shape, v reflect.Value, path string, add func(*node, reflect.Value, string) error) error {
	items := n.numbered()
	if len(items) == 0 && (n == nil || !n.set) {
		return nil
	}
	return reflectx.Into(v, s, func(v reflect.Value) error {
		reflectx.Empty(v)
		for i, item := range items {
			if err := add(item, v, join(path, strconv.Itoa(i+1))); err != nil {
				return err
			}
		}
		return nil
	})
}

// entry adds one entry to a map.
func (st *Style) entry(n *node, s *schema.Shape, v reflect.Value, path string) error {
	k := n.find(s.Key.Wire)
	if k == nil || !k.set {
		return &Error{join(path, s.Key.Wire), "", "a key expected"}
	}
	key := reflect.New(v.Type().Key()).Elem()
	key.SetString(k.value)
	value := reflect.New(v.Type().Elem()).Elem()
	if c := n.find(s.Elem.Wire); c != nil {
		if err := st.value(c, s.Elem, value, join(path, s.Elem.Wire)); err != nil {
			return err
		}
	}
	v.SetMapIndex(key, value)
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
