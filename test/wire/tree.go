package wire

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Tree gives the leaves of a struct by their paths, in lower case, so that a
// struct of the SDK compares with one of a frame. What is absent or zero has no
// leaf. Streams are read to their end.
func Tree(v any) map[string]string {
	out := map[string]string{}
	leaves(out, "", reflect.ValueOf(v))
	return out
}

func leaves(out map[string]string, path string, v reflect.Value) {
	if !v.IsValid() || v.IsZero() {
		return
	}
	switch x := v.Interface().(type) {
	case io.Reader:
		data, err := io.ReadAll(x)
		if err != nil {
			data = []byte("error: " + err.Error())
		}
		out[path] = string(data)
		return
	case time.Time:
		out[path] = x.UTC().Format(time.RFC3339Nano)
		return
	case []byte:
		out[path] = string(x)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if k := v.Elem().Kind(); k != reflect.Struct && v.Elem().IsZero() {
			out[path] = fmt.Sprint(v.Elem().Interface()) // zero, yet present
			return
		}
		leaves(out, path, v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "ResultMetadata" {
				leaves(out, path+"."+strings.ToLower(f.Name), v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			leaves(out, fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			leaves(out, fmt.Sprintf("%s[%s]", path, key), v.MapIndex(key))
		}
	default:
		out[path] = fmt.Sprint(v.Interface())
	}
}

// Diff lists where two trees differ; paths of which ignore is true are left out.
func Diff(got, want map[string]string, ignore func(path string) bool) string {
	all := maps.Clone(got)
	maps.Copy(all, want)
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(all)) {
		g, okG := got[path]
		w, okW := want[path]
		if g == w && okG == okW || ignore != nil && ignore(path) {
			continue
		}
		fmt.Fprintf(&b, "%s: got %s, want %s\n", path, quoted(g, okG), quoted(w, okW))
	}
	return b.String()
}

func quoted(s string, ok bool) string {
	if !ok {
		return "nothing"
	}
	return fmt.Sprintf("%q", s)
}
