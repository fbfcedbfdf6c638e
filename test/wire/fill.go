package wire

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
)

// body is what streams hold.
const body = "0123456789"

// maxDepth bounds recursive shapes.
const maxDepth = 12

// Filler sets every field of a struct, of the SDK or of a frame, to a value of
// its own.
type Filler struct {
	// Fixed are the values of fields by name, where any value won't do.
	Fixed map[string]any
	n     int
}

// Fill sets all fields of the struct that p points to.
func (f *Filler) Fill(p any) { f.set(reflect.ValueOf(p).Elem(), "", 0) }

func (f *Filler) set(v reflect.Value, name string, depth int) {
	f.n++
	if fixed, ok := f.Fixed[name]; ok && depth == 1 {
		setFixed(v, fixed)
		return
	}
	switch t := v.Type(); {
	case t == reflect.TypeFor[io.Reader]():
		v.Set(reflect.ValueOf(strings.NewReader(body)))
	case t == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2021, 2, 3, 4, 5, f.n%60, 0, time.UTC)))
	case t == reflect.TypeFor[[]byte]():
		v.SetBytes([]byte(fmt.Sprintf("bytes %d", f.n)))
	default:
		f.setKind(v, name, depth)
	}
}

func (f *Filler) setKind(v reflect.Value, name string, depth int) {
	switch v.Kind() {
	case reflect.Pointer:
		if depth > maxDepth {
			return
		}
		p := reflect.New(v.Type().Elem())
		f.set(p.Elem(), name, depth)
		v.Set(p)
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Name != "ResultMetadata" {
				f.set(v.Field(i), field.Name, depth+1)
			}
		}
	case reflect.Slice:
		if depth > maxDepth {
			return
		}
		list := reflect.MakeSlice(v.Type(), 2, 2)
		f.set(list.Index(0), name, depth+1)
		f.set(list.Index(1), name, depth+1)
		v.Set(list)
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		for _, key := range []string{"key-a", "key-b"} {
			e := reflect.New(v.Type().Elem()).Elem()
			f.set(e, name, depth+1)
			m.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), e)
		}
		v.Set(m)
	case reflect.String:
		v.SetString(f.text(v, name))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(f.n) + 0.5)
	}
}

// text takes the first value of the SDK's enums.
func (f *Filler) text(v reflect.Value, name string) string {
	if values := v.MethodByName("Values"); values.IsValid() {
		return values.Call(nil)[0].Index(0).String()
	}
	return fmt.Sprintf("%s-%d", name, f.n)
}

func setFixed(v reflect.Value, fixed any) {
	if fixed == nil {
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	v.Set(reflect.ValueOf(fixed).Convert(v.Type()))
}
