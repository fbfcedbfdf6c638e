package rpcv2cbor

import (
	"math/big"
	"reflect"

	"github.com/fxamacker/cbor/v2"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

func (e *encoder) check(err error) {
	if e.err == nil {
		e.err = err
	}
}

func (e *encoder) put(x any) { e.check(e.Encode(x)) }

// structure writes the members of v, a structure of shape s, as a map, head
// first. Absent members are left out unless they have a default.
func (e *encoder) structure(s *schema.Shape, v reflect.Value, head ...protocol.Detail) {
	e.check(e.StartIndefiniteMap())
	for _, h := range head {
		e.put(h.Name)
		e.put(h.Value)
	}
	for i := range s.Members {
		m := &s.Members[i]
		x, ok := reflectx.Deref(v.Field(i))
		if !ok {
			if x, ok = reflectx.Default(m); !ok {
				continue
			}
		}
		e.put(m.Name)
		e.value(m, x)
	}
	e.check(e.EndIndefinite())
}

// value writes v, a present value of member m.
func (e *encoder) value(m *schema.Member, v reflect.Value) {
	switch s := m.Shape; s.Kind {
	case schema.Structure, schema.Union:
		e.structure(s, v)
	case schema.List:
		e.check(e.StartIndefiniteArray())
		for i := range v.Len() {
			e.element(s, v.Index(i))
		}
		e.check(e.EndIndefinite())
	case schema.Map:
		e.check(e.StartIndefiniteMap())
		for _, k := range reflectx.SortedKeys(v) {
			e.put(k.String())
			e.element(s, v.MapIndex(k))
		}
		e.check(e.EndIndefinite())
	case schema.String:
		e.put(v.String())
	case schema.Blob:
		e.put(v.Bytes())
	case schema.Boolean:
		e.put(v.Bool())
	case schema.Byte, schema.Short, schema.Integer, schema.Long:
		e.put(v.Int())
	case schema.Float:
		e.put(float32(v.Float()))
	case schema.Double:
		e.put(v.Float())
	case schema.Timestamp:
		e.put(cbor.Tag{Number: 1, Content: float64(reflectx.Time(v).UnixMilli()) / 1000})
	case schema.BigInteger:
		n, _ := new(big.Int).SetString(string(reflectx.AppendBig(nil, v)), 10)
		e.put(n)
	case schema.BigDecimal:
		e.put(string(reflectx.AppendBig(nil, v)))
	default:
		e.put(v.Interface())
	}
}

// element writes an element of a list or map; an absent one is null in a sparse
// collection and an empty one otherwise.
func (e *encoder) element(s *schema.Shape, v reflect.Value) {
	x, ok := reflectx.Deref(v)
	switch k := s.Elem.Shape.Kind; {
	case ok:
		e.value(s.Elem, x)
	case s.Sparse || k == schema.Document:
		e.put(nil)
	case k == schema.List:
		e.put([]any{})
	case k == schema.Blob:
		e.put([]byte{})
	default:
		e.put(map[string]any{})
	}
}
