package model

import (
	"fmt"
	"io"
	"math/big"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/cumulet/cumulet/protocol/schema"
)

var (
	anyType    = reflect.TypeFor[any]()
	readerType = reflect.TypeFor[io.Reader]()
)

// scalars are the Go types of elements; fields hold pointers to them.
var scalars = map[schema.Kind]reflect.Type{
	schema.String: reflect.TypeFor[string](), schema.Boolean: reflect.TypeFor[bool](),
	schema.Byte: reflect.TypeFor[int32](), schema.Short: reflect.TypeFor[int32](),
	schema.Integer: reflect.TypeFor[int32](), schema.Long: reflect.TypeFor[int64](),
	schema.Float: reflect.TypeFor[float32](), schema.Double: reflect.TypeFor[float64](),
	schema.BigInteger: reflect.TypeFor[big.Int](), schema.BigDecimal: reflect.TypeFor[big.Float](),
	schema.Timestamp: reflect.TypeFor[time.Time](),
}

// types makes the dynamic Go types.
type types struct{}

func newTypes() *types { return &types{} }

// of gives the Go type of a shape whose parts are made. The type of a part that
// is still being made is not there yet and stands as any.
func (t *types) of(s *schema.Shape) reflect.Type {
	switch s.Kind {
	case schema.Structure, schema.Union:
		fields := make([]reflect.StructField, len(s.Members))
		for i, name := range FieldNames(s) {
			fields[i] = reflect.StructField{Name: name, Type: fieldType(&s.Members[i])}
		}
		return reflect.StructOf(fields)
	case schema.List:
		return reflect.SliceOf(elemType(s))
	case schema.Map:
		return reflect.MapOf(reflect.TypeFor[string](), elemType(s))
	case schema.Blob:
		return reflect.TypeFor[[]byte]()
	case schema.Document:
		return anyType
	}
	return scalars[s.Kind]
}

func fieldType(m *schema.Member) reflect.Type {
	if m.Streaming && m.Shape.Kind == schema.Blob {
		return readerType
	}
	return nilable(m.Shape.Type)
}

func elemType(s *schema.Shape) reflect.Type {
	if t := s.Elem.Shape.Type; t == nil {
		return anyType
	} else if !s.Sparse {
		return t
	}
	return nilable(s.Elem.Shape.Type)
}

func nilable(t reflect.Type) reflect.Type {
	switch {
	case t == nil:
		return anyType
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Map, t.Kind() == reflect.Interface:
		return t
	}
	return reflect.PointerTo(t)
}

// FieldNames gives the Go field names of a structure, in the order of its
// members.
func FieldNames(s *schema.Shape) []string {
	out := make([]string, len(s.Members))
	seen := map[string]bool{}
	for i, m := range s.Members {
		name := GoName(m.Name)
		for seen[name] {
			name += "_"
		}
		seen[name], out[i] = true, name
	}
	return out
}

// GoName gives a model's name as an exported Go identifier: first letter upper
// case, initialisms as the model has them.
func GoName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
	name = strings.ToUpper(name[:1]) + name[1:]
	if !unicode.IsUpper(rune(name[0])) {
		name = fmt.Sprintf("X%s", name)
	}
	return name
}
