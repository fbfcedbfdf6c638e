package jsonshape

import (
	"encoding/base64"
	"math"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

func (d *decoder) text(m *schema.Member, v reflect.Value) error {
	raw, err := d.dec.ReadValue()
	if err != nil {
		return err
	}
	if raw.Kind() != '"' {
		return expected(m.Shape.Kind)
	}
	b, err := d.unquote(raw)
	if err != nil {
		return err
	}
	if m.Shape.Kind == schema.String {
		reflectx.SetString(v, string(b))
		return nil
	}
	out, err := base64.StdEncoding.Strict().AppendDecode(nil, b)
	if err != nil {
		return expected(schema.Blob)
	}
	reflectx.SetBytes(v, out)
	return nil
}

func (d *decoder) timestamp(m *schema.Member, v reflect.Value) error {
	raw, err := d.dec.ReadValue()
	if err != nil {
		return err
	}
	format := reflectx.Format(m, schema.FormatEpoch)
	text := []byte(raw)
	if raw.Kind() == '"' && format != schema.FormatEpoch {
		if text, err = d.unquote(raw); err != nil {
			return err
		}
	} else if raw.Kind() != '0' || format != schema.FormatEpoch {
		return expected(schema.Timestamp)
	}
	t, ok := reflectx.ParseTime(string(text), format)
	if !ok {
		return expected(schema.Timestamp)
	}
	reflectx.SetTime(v, t)
	return nil
}

func (d *decoder) number(k schema.Kind, v reflect.Value) error {
	raw, err := d.dec.ReadValue()
	if err != nil {
		return err
	}
	ok := raw.Kind() == '0'
	switch k {
	case schema.Float, schema.Double:
		text := []byte(raw)
		if raw.Kind() == '"' { // NaN, Infinity, -Infinity
			text, err = d.unquote(raw)
			ok = err == nil && len(text) > 0 && text[len(text)-1] > '9'
		}
		var f float64
		if ok {
			f, ok = reflectx.ParseFloat(string(text), k)
		}
		if ok {
			reflectx.SetFloat(v, k, f)
		}
	case schema.BigInteger, schema.BigDecimal:
		ok = ok && reflectx.SetBig(v, k, string(raw))
	default:
		var n int64
		if ok {
			n, ok = whole(raw)
		}
		ok = ok && reflectx.SetInt(v, k, n)
	}
	if !ok {
		return expected(k)
	}
	return nil
}

// whole reads a whole number, also one written as 1.0 or 1e3.
func whole(raw jsontext.Value) (int64, bool) {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}
