package frame

import (
	"io"
	"math/big"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/cumulet/cumulet/protocol/schema"
)

var anyType = reflect.TypeFor[any]()

// scalars are the Go types of elements; fields hold pointers to them.
var scalars = map[schema.Kind]reflect.Type{
	schema.String: reflect.TypeFor[string](), schema.Boolean: reflect.TypeFor[bool](),
	schema.Byte: reflect.TypeFor[int32](), schema.Short: reflect.TypeFor[int32](),
	schema.Integer: reflect.TypeFor[int32](), schema.Long: reflect.TypeFor[int64](),
	schema.Float: reflect.TypeFor[float32](), schema.Double: reflect.TypeFor[float64](),
	schema.BigInteger: reflect.TypeFor[big.Int](), schema.BigDecimal: reflect.TypeFor[big.Float](),
	schema.Timestamp: reflect.TypeFor[time.Time](),
	schema.Blob:      reflect.TypeFor[[]byte](), schema.Document: anyType,
}

// TypeOf makes the Go type of a shape, as [schema.Shape] describes it, from the
// Types of its parts. A part without a Type stands as any: it holds what would
// stand there otherwise (a pointer to a struct, a slice or a map).
func TypeOf(s *schema.Shape) reflect.Type {
	switch s.Kind {
	case schema.Structure, schema.Union:
		fields := make([]reflect.StructField, len(s.Members))
		for i, name := range FieldNames(s) {
			fields[i] = reflect.StructField{Name: name, Type: FieldType(&s.Members[i])}
		}
		return reflect.StructOf(fields)
	case schema.List:
		return reflect.SliceOf(elemType(s))
	case schema.Map:
		return reflect.MapOf(reflect.TypeFor[string](), elemType(s))
	}
	return scalars[s.Kind]
}

// FieldType gives the Go type of a structure's field.
func FieldType(m *schema.Member) reflect.Type {
	if m.Streaming && m.Shape.Kind == schema.Blob {
		return reflect.TypeFor[io.Reader]()
	}
	return nilable(m.Shape.Type)
}

func elemType(s *schema.Shape) reflect.Type {
	t := s.Elem.Shape.Type
	if t == nil || s.Sparse {
		return nilable(t)
	}
	return t
}

// nilable gives the type under which t can be absent.
func nilable(t reflect.Type) reflect.Type {
	if t == nil {
		return anyType
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Interface:
		return t
	}
	return reflect.PointerTo(t)
}

// FieldNames gives the Go field names of a structure, in the order of its
// members. Names that are taken, as those of an error's methods, end in "_".
func FieldNames(s *schema.Shape) []string {
	out := make([]string, len(s.Members))
	seen := map[string]bool{"Error": s.Error != nil, "Wire": s.Error != nil}
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
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
	name = strings.ToUpper(name[:1]) + name[1:]
	if !unicode.IsUpper(rune(name[0])) {
		return "X" + name
	}
	return name
}
