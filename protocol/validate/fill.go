package validate

import (
	"crypto/rand"
	"fmt"
	"reflect"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Fill sets the absent members of an input, a pointer to the Go struct of the
// shape, that have a default, and makes absent idempotency tokens (UUIDs). It
// is called before [Check], which then finds them present.
func Fill(shape *schema.Shape, in any) { fill(shape, in, newToken) }

func fill(shape *schema.Shape, in any, token func() string) {
	p := planFor(shape)
	if p == nil {
		return
	}
	if v, ok := present(reflect.ValueOf(in)); ok {
		fillStructure(p, v, token)
	}
}

func fillStructure(p *plan, v reflect.Value, token func() string) {
	for i := range p.fields {
		f := &p.fields[i]
		dst := v.Field(f.index)
		if _, ok := present(dst); !ok {
			switch {
			case f.member.Idempotency:
				setScalar(dst, token())
			case f.member.Default != nil:
				setScalar(dst, f.member.Default)
			}
			continue
		}
		fillValue(f.plan, dst, token)
	}
}

// fillValue fills the structures inside a value.
func fillValue(p *plan, v reflect.Value, token func() string) {
	if p == nil || !p.live {
		return
	}
	v, ok := present(v)
	if !ok {
		return
	}
	switch {
	case p.shape.Kind == schema.Structure || p.shape.Kind == schema.Union:
		if v.CanSet() {
			fillStructure(p, v, token)
		}
	case p.elem == nil:
	case p.shape.Kind == schema.List:
		for i := range v.Len() {
			fillValue(p.elem.plan, v.Index(i), token)
		}
	case p.shape.Kind == schema.Map && p.elem.plan.shape.Kind != schema.String:
		for it := v.MapRange(); it.Next(); {
			// Values of a map can't be set in place: fill a copy.
			c := reflect.New(it.Value().Type()).Elem()
			c.Set(it.Value())
			fillValue(p.elem.plan, c, token)
			v.SetMapIndex(it.Key(), c)
		}
	}
}

// setScalar sets a pointer field to x, where x converts to its type.
func setScalar(dst reflect.Value, x any) {
	if dst.Kind() != reflect.Pointer {
		return
	}
	v, t := reflect.ValueOf(x), dst.Type().Elem()
	if (v.Kind() == reflect.String) != (t.Kind() == reflect.String) || !v.CanConvert(t) {
		return
	}
	p := reflect.New(t)
	p.Elem().Set(v.Convert(t))
	dst.Set(p)
}

// newToken makes a random UUID (RFC 9562, version 4).
func newToken() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
