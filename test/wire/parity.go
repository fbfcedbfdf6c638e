package wire

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Parity checks that the frames know every member that the SDK's types have, in
// inputs and outputs. client is the SDK's client; sdkOnly are field names that
// are no members.
func Parity(t *testing.T, api *API, client any, sdkOnly ...string) {
	sdkOnly = append(sdkOnly, "ResultMetadata")
	for _, op := range api.Schema.Operations {
		if op.Input == nil {
			continue
		}
		method, ok := reflect.TypeOf(client).MethodByName(op.Name)
		if !ok {
			t.Errorf("the SDK has no %s", op.Name)
			continue
		}
		p := parity{T: t, sdkOnly: sdkOnly, seen: map[reflect.Type]bool{}}
		p.compare(op.Name, op.Input.Type, method.Type.In(2))
		p.compare(op.Name, op.Output.Type, method.Type.Out(0))
	}
}

type parity struct {
	*testing.T
	sdkOnly []string
	seen    map[reflect.Type]bool
}

func (p *parity) compare(path string, ours, sdk reflect.Type) {
	ours, sdk = inner(ours), inner(sdk)
	if ours.Kind() != reflect.Struct || sdk.Kind() != reflect.Struct || p.seen[sdk] {
		return
	}
	p.seen[sdk] = true
	for i := range sdk.NumField() {
		f := sdk.Field(i)
		if !f.IsExported() || slices.Contains(p.sdkOnly, f.Name) {
			continue
		}
		own, ok := ours.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, f.Name) })
		if !ok {
			p.Errorf("%s: %s lacks %s %s", path, ours, f.Name, f.Type)
			continue
		}
		p.compare(path+"."+f.Name, own.Type, f.Type)
	}
}

// inner goes through pointers and collections.
func inner(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}
