package reflectx

import (
	"encoding/base64"
	"reflect"
	"time"

	"github.com/cumulet/cumulet/protocol/schema"
)

// ApplyDefault sets v, the field of member m, to the model's default when it is
// absent and there is one.
func ApplyDefault(v reflect.Value, m *schema.Member) {
	if m.Default == nil || m.Streaming || !v.IsZero() {
		return
	}
	if m.Shape.Kind == schema.Document {
		v.Set(reflect.ValueOf(m.Default))
		return
	}
	// Tables are checked when they are generated, so no error can come here.
	_ = Into(v, m.Shape, func(v reflect.Value) error { setDefault(v, m); return nil })
}

func setDefault(v reflect.Value, m *schema.Member) {
	switch m.Shape.Kind {
	case schema.List, schema.Map: // the only default that the model allows
		Empty(v)
		return
	case schema.Structure, schema.Union:
		return
	}
	switch d := m.Default.(type) {
	case string:
		if m.Shape.Kind == schema.Blob {
			b, _ := base64.StdEncoding.DecodeString(d)
			SetBytes(v, b)
			return
		}
		SetString(v, d)
	case bool:
		SetBool(v, d)
	case int64:
		switch m.Shape.Kind {
		case schema.Timestamp:
			SetTime(v, time.Unix(d, 0).UTC())
		case schema.Float, schema.Double:
			SetFloat(v, m.Shape.Kind, float64(d))
		default:
			SetInt(v, m.Shape.Kind, d)
		}
	case float64:
		SetFloat(v, m.Shape.Kind, d)
	}
}

// Default gives the default of m as a value to encode; ok is false where it has
// none.
func Default(m *schema.Member) (_ reflect.Value, ok bool) {
	if m.Default == nil || m.Streaming {
		return reflect.Value{}, false
	}
	if m.Shape.Kind == schema.Document {
		return reflect.ValueOf(m.Default), true
	}
	v := reflect.New(m.Shape.Type).Elem()
	setDefault(v, m)
	return v, true
}
