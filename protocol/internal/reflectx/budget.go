package reflectx

import (
	"errors"
	"reflect"
)

// maxElements bounds the memory of the elements that one document makes, in
// bytes. A few bytes on the wire, "{},", may stand for a structure of hundreds.
const maxElements = 128 << 20

var errBudget = errors.New("fewer elements expected: the document takes too much memory")

// Budget counts the memory that one document's structures and the elements of its
// lists and maps take. The zero value is ready.
type Budget struct{ used uintptr }

// Take counts one value of type t; the error is for the caller.
func (b *Budget) Take(t reflect.Type) error {
	if b.used += t.Size(); b.used > maxElements {
		return errBudget
	}
	return nil
}
