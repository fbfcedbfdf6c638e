package prototest

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"reflect"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// compareStruct compares v, a decoded structure of shape s, with a test's
// parameters. at is the path to it, for messages.
func compareStruct(at string, s *schema.Shape, v reflect.Value, want map[string]any) error {
	known := 0
	for i := range s.Members {
		m := &s.Members[i]
		x, ok := want[m.Name]
		if ok {
			known++
		}
		if err := compareMember(at+"/"+m.Name, m, v.Field(i), x); err != nil {
			return err
		}
	}
	if known != len(want) {
		return fmt.Errorf("%s: %s has not all of the members %v", at, s.Name, sortedNames(want))
	}
	return nil
}

func compareMember(at string, m *schema.Member, v reflect.Value, want any) error {
	if m.Streaming && m.Shape.Kind == schema.Blob {
		var got []byte
		if !v.IsNil() {
			got, _ = io.ReadAll(v.Interface().(io.Reader))
		}
		if text, _ := want.(string); string(got) != text {
			return fmt.Errorf("%s: %q, want %q", at, got, text)
		}
		return nil
	}
	got, ok := reflectx.Deref(v)
	switch {
	case want == nil && ok && m.In == schema.InPayload && m.Shape.Kind == schema.Structure:
		return compareStruct(at, m.Shape, got, nil) // "{}" may stand for no payload
	case want == nil && ok && m.In == schema.InQueryParams:
		return nil // tests for clients don't name the parameters that other members have
	case want == nil && ok:
		return fmt.Errorf("%s: %v, want nothing", at, got)
	case want != nil && !ok:
		if list, isList := want.([]any); isList && len(list) == 0 && m.In != schema.InBody {
			return nil // an empty list is left out of a query or header
		}
		return fmt.Errorf("%s: nothing, want %.200v", at, want)
	case want == nil:
		return nil
	}
	return compareValue(at, m.Shape, got, want)
}

func compareValue(at string, s *schema.Shape, v reflect.Value, want any) error {
	switch s.Kind {
	case schema.Structure, schema.Union:
		fields, ok := want.(map[string]any)
		if !ok {
			break
		}
		return compareStruct(at, s, v, fields)
	case schema.List:
		list, ok := want.([]any)
		if !ok || len(list) != v.Len() {
			break
		}
		for i, x := range list {
			if err := compareMember(fmt.Sprintf("%s/%d", at, i), s.Elem, v.Index(i), x); err != nil {
				return err
			}
		}
		return nil
	case schema.Map:
		m, ok := want.(map[string]any)
		if !ok || len(m) != v.Len() {
			break
		}
		for k, x := range m {
			e := v.MapIndex(reflect.ValueOf(k))
			if !e.IsValid() {
				return fmt.Errorf("%s/%s: nothing, want %v", at, k, x)
			}
			if err := compareMember(at+"/"+k, s.Elem, e, x); err != nil {
				return err
			}
		}
		return nil
	case schema.String: // which may hold JSON, that a test gives unpacked
		if _, ok := want.(string); !ok {
			var x any
			if json.Unmarshal([]byte(v.String()), &x) == nil {
				v, want = reflect.ValueOf(true), equal(x, want)
			}
		}
		fallthrough
	default:
		if equal(simple(s, v), want) {
			return nil
		}
	}
	return fmt.Errorf("%s: %.200v, want %.200v", at, v, want)
}

// simple gives a scalar in the form that a test's parameters have.
func simple(s *schema.Shape, v reflect.Value) any {
	switch s.Kind {
	case schema.Blob:
		return string(v.Bytes())
	case schema.Timestamp:
		return float64(reflectx.Time(v).UnixNano()) / 1e9
	case schema.Float:
		f := v.Float()
		if f-f != 0 {
			return string(reflectx.AppendFloat(nil, f, 32))
		}
		// A test's 1.1 is a float64.
		f, _ = reflectx.ParseFloat(string(reflectx.AppendFloat(nil, f, 32)), schema.Double)
		return f
	case schema.Double:
		if f := v.Float(); f-f != 0 {
			return string(reflectx.AppendFloat(nil, f, 64))
		}
	}
	return v.Interface()
}

// equal compares JSON values; numbers by value, whatever their Go type.
func equal(a, b any) bool {
	if x, ok := number(a); ok {
		y, ok := number(b)
		return ok && (x == y || math.IsNaN(x) && math.IsNaN(y))
	}
	switch x := a.(type) {
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !equal(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			other, ok := y[k]
			if !ok || !equal(x[k], other) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

func number(x any) (float64, bool) {
	v := reflect.ValueOf(x)
	switch {
	case !v.IsValid():
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}
