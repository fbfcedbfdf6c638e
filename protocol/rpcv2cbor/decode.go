package rpcv2cbor

import (
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"time"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// decoder takes one document from the form that the CBOR library gives it.
type decoder struct {
	*Codec
	budget reflectx.Budget
}

// tooMany says whether a document has more than maxItems items, without reading
// them: the library limits each array and map, but not all of them together.
// Where the document is malformed it ends.
func tooMany(data []byte) bool {
	const bytesMajor, textMajor, indefinite = 2, 3, 31
	for n := 0; len(data) > 0; n++ {
		if n == maxItems {
			return true
		}
		major, info := data[0]>>5, data[0]&31
		data = data[1:]
		arg := uint64(info)
		if size := 1 << (info - 24); info >= 24 && info <= 27 {
			if len(data) < size {
				return false
			}
			arg = 0
			for _, b := range data[:size] {
				arg = arg<<8 | uint64(b)
			}
			data = data[size:]
		}
		if (major == bytesMajor || major == textMajor) && info != indefinite {
			if arg > uint64(len(data)) {
				return false
			}
			data = data[arg:]
		}
	}
	return false
}

func key(m *schema.Member) string { return m.Name }

func expected(k schema.Kind) error { return errors.New(reflectx.Expected(k) + " expected") }

// value sets v, the field or element of member m, from x, which is not null.
func (d *decoder) value(m *schema.Member, v reflect.Value, x any) error {
	k, ok := m.Shape.Kind, false
	switch k {
	case schema.Structure, schema.Union, schema.List, schema.Map:
		if k := v.Kind(); k == reflect.Pointer || k == reflect.Interface {
			if err := d.budget.Take(m.Shape.Type); err != nil {
				return err
			}
		}
		return reflectx.Into(v, m.Shape, func(v reflect.Value) error { return d.aggregate(m.Shape, v, x) })
	case schema.Document:
		v.Set(reflect.ValueOf(&x).Elem())
		return nil
	case schema.String:
		var s string
		if s, ok = x.(string); ok {
			reflectx.SetString(v, s)
		}
	case schema.Blob:
		var b []byte
		if b, ok = x.([]byte); ok {
			reflectx.SetBytes(v, b)
		}
	case schema.Boolean:
		var b bool
		if b, ok = x.(bool); ok {
			reflectx.SetBool(v, b)
		}
	case schema.Byte, schema.Short, schema.Integer, schema.Long:
		var n int64
		n, ok = x.(int64)
		ok = ok && reflectx.SetInt(v, k, n)
	case schema.Float, schema.Double:
		switch n := x.(type) {
		case float64:
			reflectx.SetFloat(v, k, n)
			ok = true
		case int64:
			reflectx.SetFloat(v, k, float64(n))
			ok = true
		}
	case schema.BigInteger, schema.BigDecimal:
		switch n := x.(type) {
		case int64:
			ok = reflectx.SetBig(v, k, big.NewInt(n).String())
		case big.Int:
			ok = n.BitLen() < 3000 && reflectx.SetBig(v, k, n.String())
		}
	case schema.Timestamp:
		var t time.Time
		if t, ok = x.(time.Time); ok {
			t = t.UTC().Round(time.Microsecond)                   // what a float64 of seconds holds
			ok = !t.IsZero() && t.Year() >= 1 && t.Year() <= 9999 // the library gives NaN as zero
			reflectx.SetTime(v, t)
		}
	}
	if !ok {
		return expected(k)
	}
	return nil
}

func (d *decoder) aggregate(s *schema.Shape, v reflect.Value, x any) error {
	switch s.Kind {
	case schema.List:
		list, ok := x.([]any)
		if !ok {
			return expected(s.Kind)
		}
		reflectx.Empty(v)
		for i, e := range list {
			if err := d.budget.Take(v.Type().Elem()); err != nil {
				return err
			}
			if err := d.element(s, reflectx.Grow(v), e); err != nil {
				return fmt.Errorf("at /%d: %w", i, err)
			}
		}
		return nil
	case schema.Map:
		m, ok := x.(map[string]any)
		if !ok {
			return expected(s.Kind)
		}
		reflectx.Empty(v)
		e := reflect.New(v.Type().Elem()).Elem()
		for name, x := range m {
			if err := d.budget.Take(e.Type()); err != nil {
				return err
			}
			e.SetZero()
			if err := d.element(s, e, x); err != nil {
				return err
			}
			v.SetMapIndex(reflect.ValueOf(name), e)
		}
		return nil
	}
	m, ok := x.(map[string]any)
	if !ok {
		return expected(s.Kind)
	}
	return d.structure(s, v, m)
}

func (d *decoder) element(s *schema.Shape, v reflect.Value, x any) error {
	if x != nil {
		return d.value(s.Elem, v, x)
	}
	if !s.Sparse && s.Elem.Shape.Kind != schema.Document {
		return errors.New("no null expected")
	}
	return nil
}

func (d *decoder) structure(s *schema.Shape, v reflect.Value, fields map[string]any) error {
	names, set := d.names.Of(s, key), 0
	for name, x := range fields {
		i, ok := names[name]
		switch {
		case x == nil, !ok && (s.Kind == schema.Structure || name == "__type"):
			continue
		case !ok:
			return errors.New("a known member of the union expected")
		}
		set++
		m := &s.Members[i]
		if err := d.value(m, v.Field(i), x); err != nil {
			return fmt.Errorf("in %s: %w", m.Name, err)
		}
	}
	if s.Kind == schema.Union && set != 1 {
		return errors.New("exactly one member of the union expected")
	}
	for i := range s.Members {
		if m := &s.Members[i]; m.Default != nil {
			reflectx.ApplyDefault(v.Field(i), m)
		}
	}
	return nil
}
