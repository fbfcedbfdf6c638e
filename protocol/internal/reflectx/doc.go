// Package reflectx moves values between the wire and the Go types that package
// schema describes. The codecs share it, so that a pointer is allocated, a
// number checked and a timestamp read in one place.
//
// A recursive member of a dynamic type has the Go type any; there a structure is
// held as a pointer, everything else as it is. [Into] and [Deref] hide that.
package reflectx

import (
	"reflect"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Deref follows pointers and interfaces to the value itself. Where one of them
// is nil, ok is false: the value is absent. Nil slices and maps are absent too.
func Deref(v reflect.Value) (_ reflect.Value, ok bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return v, false
		}
		v = v.Elem()
	}
	if k := v.Kind(); k == reflect.Slice || k == reflect.Map {
		return v, !v.IsNil()
	}
	return v, v.IsValid()
}

// Into calls fill with the settable value that v, a field or element of shape s,
// stands for. Pointers are allocated; v is set only when fill succeeds.
// Documents and streams are not for Into: their Go type is an interface itself.
func Into(v reflect.Value, s *schema.Shape, fill func(reflect.Value) error) error {
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		if err := fill(p.Elem()); err != nil {
			return err
		}
		v.Set(p)
		return nil
	case reflect.Interface:
		p := reflect.New(s.Type)
		if err := fill(p.Elem()); err != nil {
			return err
		}
		if k := p.Elem().Kind(); k == reflect.Slice || k == reflect.Map {
			p = p.Elem()
		}
		v.Set(p)
		return nil
	}
	return fill(v)
}

// Grow appends a zero element to the slice v and returns it, settable.
func Grow(v reflect.Value) reflect.Value {
	n := v.Len()
	v.Grow(1)
	v.SetLen(n + 1)
	e := v.Index(n)
	e.SetZero()
	return e
}

// SortedKeys gives the keys of a map in order, so that answers are the same every
// time.
func SortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

// Empty makes v, a slice or map, empty but present.
func Empty(v reflect.Value) {
	if v.Kind() == reflect.Map {
		v.Set(reflect.MakeMap(v.Type()))
	} else {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
}
