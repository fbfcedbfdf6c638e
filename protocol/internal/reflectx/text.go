package reflectx

import (
	"encoding/base64"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"time"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Format gives the timestamp format of m: its own, or else def.
func Format(m *schema.Member, def schema.TimestampFormat) schema.TimestampFormat {
	if m.Format != schema.FormatDefault {
		return m.Format
	}
	return def
}

// SetText sets v from text: how labels, queries, headers and XML hold scalars.
// Blobs are base64. def is the timestamp format of the place. The error says what
// was expected and leaves the value out.
func SetText(v reflect.Value, m *schema.Member, text string, def schema.TimestampFormat) error {
	k, ok := m.Shape.Kind, true
	switch k {
	case schema.String:
		SetString(v, text)
	case schema.Boolean:
		ok = text == "true" || text == "false"
		if ok {
			SetBool(v, text == "true")
		}
	case schema.Byte, schema.Short, schema.Integer, schema.Long:
		n, err := strconv.ParseInt(text, 10, 64)
		ok = err == nil && text[0] != '+' && SetInt(v, k, n)
	case schema.Float, schema.Double:
		var f float64
		if f, ok = ParseFloat(text, k); ok {
			SetFloat(v, k, f)
		}
	case schema.BigInteger, schema.BigDecimal:
		ok = SetBig(v, k, text)
	case schema.Timestamp:
		var t time.Time
		if t, ok = ParseTime(text, Format(m, def)); ok {
			SetTime(v, t)
		}
	case schema.Blob:
		b, err := base64.StdEncoding.Strict().DecodeString(text)
		if ok = err == nil; ok {
			SetBytes(v, b)
		}
	default:
		ok = false
	}
	if !ok {
		return fmt.Errorf("%s expected", kindNames[k])
	}
	return nil
}

// AppendText writes the scalar v, which is present, as [SetText] reads it.
func AppendText(b []byte, v reflect.Value, m *schema.Member, def schema.TimestampFormat) []byte {
	switch m.Shape.Kind {
	case schema.String:
		return append(b, v.String()...)
	case schema.Boolean:
		return strconv.AppendBool(b, v.Bool())
	case schema.Byte, schema.Short, schema.Integer, schema.Long:
		return strconv.AppendInt(b, v.Int(), 10)
	case schema.Float:
		return AppendFloat(b, v.Float(), 32)
	case schema.Double:
		return AppendFloat(b, v.Float(), 64)
	case schema.BigInteger, schema.BigDecimal:
		return AppendBig(b, v)
	case schema.Timestamp:
		return AppendTime(b, Time(v), Format(m, def))
	case schema.Blob:
		return base64.StdEncoding.AppendEncode(b, v.Bytes())
	}
	return b
}

// Time gives the time in v.
func Time(v reflect.Value) time.Time {
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}

// ParseFloat reads a number or NaN, Infinity, -Infinity; false when it is none
// or doesn't fit the kind.
func ParseFloat(text string, k schema.Kind) (float64, bool) {
	switch text {
	case "NaN":
		return math.NaN(), true
	case "Infinity":
		return math.Inf(1), true
	case "-Infinity":
		return math.Inf(-1), true
	}
	bits := 64
	if k == schema.Float {
		bits = 32
	}
	if !isNumber(text) {
		return 0, false
	}
	f, err := strconv.ParseFloat(text, bits)
	return f, err == nil
}

// AppendFloat writes a number as [ParseFloat] reads it. Large and small ones
// take an exponent.
func AppendFloat(b []byte, f float64, bits int) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "NaN"...)
	case math.IsInf(f, 1):
		return append(b, "Infinity"...)
	case math.IsInf(f, -1):
		return append(b, "-Infinity"...)
	}
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.AppendFloat(b, f, 'e', -1, bits)
	}
	return strconv.AppendFloat(b, f, 'f', -1, bits)
}

// AppendBig writes a big number in full.
func AppendBig(b []byte, v reflect.Value) []byte {
	if !v.CanAddr() {
		c := reflect.New(v.Type()).Elem()
		c.Set(v)
		v = c
	}
	switch n := v.Addr().Interface().(type) {
	case *big.Int:
		return n.Append(b, 10)
	case *big.Float:
		return n.Append(b, 'g', -1)
	}
	return b
}

// kindNames say what was expected, for messages.
var kindNames = [...]string{
	schema.Structure: "a structure", schema.Union: "a union", schema.List: "a list", schema.Map: "a map",
	schema.String: "a string", schema.Blob: "base64", schema.Boolean: "true or false",
	schema.Byte: "a whole number of 8 bits", schema.Short: "a whole number of 16 bits",
	schema.Integer: "a whole number of 32 bits", schema.Long: "a whole number of 64 bits",
	schema.Float: "a number", schema.Double: "a number",
	schema.BigInteger: "a whole number", schema.BigDecimal: "a number",
	schema.Timestamp: "a timestamp", schema.Document: "a document",
}

// Expected gives the words for what a value of kind k should have been.
func Expected(k schema.Kind) string { return kindNames[k] }
