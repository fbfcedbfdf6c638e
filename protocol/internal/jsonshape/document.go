package jsonshape

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// document reads the next value, whatever it is, as nil, bool, int64 (whole
// numbers that fit), float64, string, []any or map[string]any.
func (d *decoder) document() (any, error) {
	if d.dec.StackDepth() > maxDepth {
		return nil, errors.New("nested too deeply")
	}
	kind := d.dec.PeekKind()
	tok, err := d.dec.ReadToken()
	if err != nil {
		return nil, err
	}
	switch kind {
	case 'n':
		return nil, nil
	case 't', 'f':
		return tok.Bool(), nil
	case '"':
		return tok.String(), nil
	case '0':
		text := tok.String()
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		return strconv.ParseFloat(text, 64)
	case '[':
		list := []any{}
		for d.dec.PeekKind() != ']' {
			if err := d.budget.Take(anyType); err != nil {
				return nil, err
			}
			x, err := d.document()
			if err != nil {
				return nil, err
			}
			list = append(list, x)
		}
		_, err = d.dec.ReadToken()
		return list, err
	}
	object := map[string]any{}
	for d.dec.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return nil, err
		}
		if err := d.budget.Take(anyType); err != nil {
			return nil, err
		}
		key := string(name)
		if object[key], err = d.document(); err != nil {
			return nil, err
		}
	}
	_, err = d.dec.ReadToken()
	return object, err
}

var anyType = reflect.TypeFor[any]()

// appendDocument writes what a document member holds.
func appendDocument(b []byte, x any) ([]byte, error) {
	switch x := x.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, x), nil
	case string:
		return appendString(b, x), nil
	case int:
		return strconv.AppendInt(b, int64(x), 10), nil
	case int64:
		return strconv.AppendInt(b, x, 10), nil
	case float64:
		return appendFloat(b, x, 64), nil
	case []byte:
		return appendString(b, base64.StdEncoding.EncodeToString(x)), nil
	case time.Time:
		return reflectx.AppendTime(b, x, schema.FormatEpoch), nil
	case jsontext.Value:
		return append(b, x...), nil
	case []any:
		b = append(b, '[')
		for i, e := range x {
			if i > 0 {
				b = append(b, ',')
			}
			var err error
			if b, err = appendDocument(b, e); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	case map[string]any:
		b = append(b, '{')
		for i, k := range slices.Sorted(maps.Keys(x)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, k), ':')
			var err error
			if b, err = appendDocument(b, x[k]); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	}
	return nil, fmt.Errorf("a document can't hold %T", x)
}
