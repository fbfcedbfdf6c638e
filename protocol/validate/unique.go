package validate

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// repeats tells whether a list holds the same item twice.
func repeats(list reflect.Value) bool {
	seen := make(map[string]struct{}, list.Len())
	for i := range list.Len() {
		key := string(appendKey(nil, list.Index(i)))
		if _, ok := seen[key]; ok {
			return true
		}
		seen[key] = struct{}{}
	}
	return false
}

// appendKey writes a value so that two are equal exactly when their keys are.
func appendKey(b []byte, v reflect.Value) []byte {
	v, ok := present(v)
	if !ok {
		return append(b, 0)
	}
	b = append(b, 1)
	switch x := v.Interface().(type) {
	case time.Time:
		b = binary.BigEndian.AppendUint64(b, uint64(x.Unix()))
		return binary.BigEndian.AppendUint32(b, uint32(x.Nanosecond()))
	case big.Int:
		return appendString(b, x.String())
	case big.Float:
		return appendString(b, x.Text('p', 0))
	}
	switch v.Kind() {
	case reflect.String:
		b = appendString(b, v.String())
	case reflect.Bool:
		b = strconv.AppendBool(b, v.Bool())
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Int:
		b = binary.BigEndian.AppendUint64(b, uint64(v.Int()))
	case reflect.Float32, reflect.Float64:
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for i := range v.Len() {
			b = appendKey(b, v.Index(i))
		}
	case reflect.Map:
		var entries []string
		for it := v.MapRange(); it.Next(); {
			entries = append(entries, string(appendKey(appendKey(nil, it.Key()), it.Value())))
		}
		slices.Sort(entries)
		b = binary.AppendUvarint(b, uint64(len(entries)))
		for _, e := range entries {
			b = appendString(b, e)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			b = appendKey(b, v.Field(i))
		}
	default:
		b = appendString(b, fmt.Sprint(v.Interface()))
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// shortest gives the number whose shortest decimal form x has.
func shortest(x float32) float64 {
	f, err := strconv.ParseFloat(strconv.FormatFloat(float64(x), 'g', -1, 32), 64)
	if err != nil {
		return float64(x)
	}
	return f
}
