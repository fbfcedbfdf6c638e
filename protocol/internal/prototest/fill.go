package prototest

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/big"
	"reflect"
	"strings"
	"time"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// fillStruct sets v, a structure of shape s, from a test's parameters.
func fillStruct(s *schema.Shape, v reflect.Value, params map[string]any) error {
	known := 0
	for i := range s.Members {
		m := &s.Members[i]
		x, ok := params[m.Name]
		if ok {
			known++
		}
		if x == nil {
			continue
		}
		if err := fill(m, v.Field(i), x); err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
	}
	if known != len(params) {
		return fmt.Errorf("%s has not all of the members %v", s.Name, sortedNames(params))
	}
	return nil
}

func fill(m *schema.Member, v reflect.Value, x any) error {
	if m.Shape.Kind == schema.Document {
		v.Set(reflect.ValueOf(x))
		return nil
	}
	if m.Streaming && m.Shape.Kind == schema.Blob {
		v.Set(reflect.ValueOf(io.Reader(strings.NewReader(x.(string)))))
		return nil
	}
	return reflectx.Into(v, m.Shape, func(v reflect.Value) error { return fillValue(m.Shape, v, x) })
}

func fillValue(s *schema.Shape, v reflect.Value, x any) error {
	if _, ok := x.(string); !ok && s.Kind == schema.String { // JSON that a test gives unpacked
		text, err := json.Marshal(x)
		reflectx.SetString(v, string(text))
		return err
	}
	switch x := x.(type) {
	case map[string]any:
		if s.Kind != schema.Map {
			return fillStruct(s, v, x)
		}
		reflectx.Empty(v)
		for k, x := range x {
			e := reflect.New(v.Type().Elem()).Elem()
			if x != nil {
				if err := fill(s.Elem, e, x); err != nil {
					return err
				}
			}
			v.SetMapIndex(reflect.ValueOf(k), e)
		}
	case []any:
		reflectx.Empty(v)
		for _, x := range x {
			e := reflectx.Grow(v)
			if x == nil {
				continue
			}
			if err := fill(s.Elem, e, x); err != nil {
				return err
			}
		}
	case bool:
		reflectx.SetBool(v, x)
	case string:
		switch s.Kind {
		case schema.Blob:
			reflectx.SetBytes(v, []byte(x))
		case schema.Float, schema.Double:
			f, _ := reflectx.ParseFloat(x, s.Kind)
			reflectx.SetFloat(v, s.Kind, f)
		default:
			reflectx.SetString(v, x)
		}
	case float64:
		switch s.Kind {
		case schema.Timestamp:
			whole, frac := math.Modf(x)
			reflectx.SetTime(v, time.Unix(int64(whole), int64(frac*1e9)).UTC())
		case schema.Float, schema.Double:
			reflectx.SetFloat(v, s.Kind, x)
		case schema.BigInteger, schema.BigDecimal:
			reflectx.SetBig(v, s.Kind, new(big.Float).SetFloat64(x).Text('f', -1))
		default:
			if !reflectx.SetInt(v, s.Kind, int64(x)) {
				return fmt.Errorf("%v does not fit %s", x, s.Name)
			}
		}
	}
	return nil
}
