package reflectx

import (
	"math/big"
	"reflect"
	"time"

	"github.com/cumulet/cumulet/protocol/schema"
)

// SetString sets v, a string or *string (or any, in a dynamic type). The typed
// setters take the fast way where they can: through the field's address, without
// an allocation by reflection.
func SetString(v reflect.Value, s string) {
	switch p := v.Addr().Interface().(type) {
	case *string:
		*p = s
	case **string:
		*p = &s
	default:
		setAny(v, reflect.ValueOf(&s))
	}
}

// SetBool sets v, a bool or *bool.
func SetBool(v reflect.Value, b bool) {
	switch p := v.Addr().Interface().(type) {
	case *bool:
		*p = b
	case **bool:
		*p = &b
	default:
		setAny(v, reflect.ValueOf(&b))
	}
}

// SetBytes sets v, a []byte. The bytes are kept, not copied.
func SetBytes(v reflect.Value, b []byte) {
	if b == nil {
		b = []byte{} // present
	}
	if p, ok := v.Addr().Interface().(*[]byte); ok {
		*p = b
		return
	}
	setAny(v, reflect.ValueOf(b))
}

// SetTime sets v, a time.Time or *time.Time.
func SetTime(v reflect.Value, t time.Time) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = t
	case **time.Time:
		*p = &t
	default:
		setAny(v, reflect.ValueOf(&t))
	}
}

// IntBits gives the width of a whole-number kind; 0 for other kinds.
func IntBits(k schema.Kind) int {
	switch k {
	case schema.Byte:
		return 8
	case schema.Short:
		return 16
	case schema.Integer:
		return 32
	case schema.Long:
		return 64
	}
	return 0
}

// SetInt sets v, a number of kind k; false when n does not fit the kind.
func SetInt(v reflect.Value, k schema.Kind, n int64) bool {
	if shift := 64 - IntBits(k); n<<shift>>shift != n {
		return false
	}
	switch p := v.Addr().Interface().(type) {
	case *int32:
		*p = int32(n)
	case **int32:
		m := int32(n)
		*p = &m
	case *int64:
		*p = n
	case **int64:
		*p = &n
	default:
		if k == schema.Long {
			setAny(v, reflect.ValueOf(&n))
		} else {
			m := int32(n)
			setAny(v, reflect.ValueOf(&m))
		}
	}
	return true
}

// SetFloat sets v, a number of kind Float or Double.
func SetFloat(v reflect.Value, k schema.Kind, f float64) {
	switch p := v.Addr().Interface().(type) {
	case *float32:
		*p = float32(f)
	case **float32:
		g := float32(f)
		*p = &g
	case *float64:
		*p = f
	case **float64:
		*p = &f
	default:
		if k == schema.Float {
			g := float32(f)
			setAny(v, reflect.ValueOf(&g))
		} else {
			setAny(v, reflect.ValueOf(&f))
		}
	}
}

// SetBig sets v, a big number of kind k, from its decimal text.
func SetBig(v reflect.Value, k schema.Kind, text string) bool {
	if len(text) > maxBigDigits || !isNumber(text) {
		return false
	}
	if k == schema.BigInteger {
		n, ok := new(big.Int).SetString(text, 10)
		if ok {
			setAny(v, reflect.ValueOf(n))
		}
		return ok
	}
	f, _, err := big.ParseFloat(text, 10, 256, big.ToNearestEven)
	if err != nil {
		return false
	}
	if e := f.MantExp(nil); f.IsInf() || e > maxBigExponent || e < -maxBigExponent {
		return false
	}
	setAny(v, reflect.ValueOf(f))
	return true
}

// These bound the work that one big number can cause: written out, 1e1000000000
// takes a gigabyte.
const (
	maxBigDigits   = 1000
	maxBigExponent = 1 << 12 // binary
)

// setAny sets v from p, a pointer or a slice, whichever form v takes.
func setAny(v, p reflect.Value) {
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface || p.Kind() != reflect.Pointer {
		v.Set(p)
		return
	}
	v.Set(p.Elem())
}
