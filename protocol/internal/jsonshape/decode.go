package jsonshape

import (
	"errors"
	"reflect"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

func expected(k schema.Kind) error { return errors.New(reflectx.Expected(k) + " expected") }

// member reads the next value into v, the field of m; null leaves it absent.
func (d *decoder) member(m *schema.Member, v reflect.Value) error {
	if d.dec.PeekKind() == 'n' {
		return d.dec.SkipValue()
	}
	return d.value(m, v)
}

// value reads the next value, which is not null, into v.
func (d *decoder) value(m *schema.Member, v reflect.Value) error {
	switch m.Shape.Kind {
	case schema.Document:
		x, err := d.document()
		if err == nil {
			v.Set(reflect.ValueOf(&x).Elem())
		}
		return err
	case schema.Structure, schema.Union, schema.List, schema.Map:
		if d.dec.StackDepth() > maxDepth {
			return errors.New("nested too deeply")
		}
		if k := v.Kind(); k == reflect.Pointer || k == reflect.Interface {
			if err := d.budget.Take(m.Shape.Type); err != nil {
				return err
			}
			return reflectx.Into(v, m.Shape, func(v reflect.Value) error { return d.aggregate(m.Shape, v) })
		}
		return d.aggregate(m.Shape, v)
	case schema.String, schema.Blob:
		return d.text(m, v)
	case schema.Timestamp:
		return d.timestamp(m, v)
	case schema.Boolean:
		raw, err := d.dec.ReadToken()
		if err != nil {
			return err
		}
		if k := raw.Kind(); k != 't' && k != 'f' {
			return expected(schema.Boolean)
		}
		reflectx.SetBool(v, raw.Bool())
		return nil
	}
	return d.number(m.Shape.Kind, v)
}

func (d *decoder) aggregate(s *schema.Shape, v reflect.Value) error {
	open := jsontext.Kind('{')
	if s.Kind == schema.List {
		open = '['
	}
	if d.dec.PeekKind() != open {
		return d.unexpected(s.Kind)
	}
	switch s.Kind {
	case schema.List:
		return d.list(s, v)
	case schema.Map:
		return d.mapping(s, v)
	case schema.Union:
		return d.union(s, v)
	}
	return d.structure(s, v, &d.all)
}

// unexpected tells a syntax error from a value of the wrong type.
func (d *decoder) unexpected(k schema.Kind) error {
	if err := d.dec.SkipValue(); err != nil {
		return err
	}
	return expected(k)
}

func (d *decoder) structure(s *schema.Shape, v reflect.Value, known *reflectx.Names) error {
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	names := known.Of(s, d.key)
	for d.dec.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		i, ok := names[string(name)]
		if !ok {
			err = d.dec.SkipValue()
		} else {
			err = d.member(&s.Members[i], v.Field(i))
		}
		if err != nil {
			return err
		}
	}
	for i := range s.Members {
		if m := &s.Members[i]; m.Default != nil {
			reflectx.ApplyDefault(v.Field(i), m)
		}
	}
	_, err := d.dec.ReadToken()
	return err
}

// union reads a structure of which exactly one member is set and known;
// "__type", which some services send, is neither.
func (d *decoder) union(s *schema.Shape, v reflect.Value) error {
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	names, set := d.all.Of(s, d.key), 0
	for d.dec.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		i, ok := names[string(name)]
		ignored := string(name) == "__type"
		switch null := d.dec.PeekKind() == 'n'; {
		case null || ignored:
			err = d.dec.SkipValue()
		case !ok:
			return errors.New("a known member of the union expected")
		default:
			set++
			err = d.value(&s.Members[i], v.Field(i))
		}
		if err != nil {
			return err
		}
	}
	if set != 1 {
		return errors.New("exactly one member of the union expected")
	}
	_, err := d.dec.ReadToken()
	return err
}

func (d *decoder) list(s *schema.Shape, v reflect.Value) error {
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	reflectx.Empty(v)
	t := v.Type().Elem()
	for d.dec.PeekKind() != ']' {
		if err := d.budget.Take(t); err != nil {
			return err
		}
		if err := d.element(s, reflectx.Grow(v)); err != nil {
			return err
		}
	}
	_, err := d.dec.ReadToken()
	return err
}

func (d *decoder) mapping(s *schema.Shape, v reflect.Value) error {
	if _, err := d.dec.ReadToken(); err != nil {
		return err
	}
	reflectx.Empty(v)
	e := reflect.New(v.Type().Elem()).Elem()
	for d.dec.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		if err := d.budget.Take(e.Type()); err != nil {
			return err
		}
		key := reflect.ValueOf(string(name))
		e.SetZero()
		if err := d.element(s, e); err != nil {
			return err
		}
		v.SetMapIndex(key, e)
	}
	_, err := d.dec.ReadToken()
	return err
}

func (d *decoder) element(s *schema.Shape, v reflect.Value) error {
	if d.dec.PeekKind() != 'n' {
		return d.value(s.Elem, v)
	}
	if err := d.dec.SkipValue(); err != nil {
		return err
	}
	if !s.Sparse && s.Elem.Shape.Kind != schema.Document {
		return errors.New("no null expected")
	}
	return nil
}

// name reads the name of a member; it is good until the next read.
func (d *decoder) name() ([]byte, error) {
	raw, err := d.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	return d.unquote(raw)
}

func (d *decoder) unquote(raw jsontext.Value) ([]byte, error) {
	b, err := jsontext.AppendUnquote(d.buf[:0], raw)
	d.buf = b
	return b, err
}
