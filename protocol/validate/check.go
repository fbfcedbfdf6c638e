// Package validate checks the input of an operation against the constraints of
// its model, and words what is wrong as AWS does. It also fills in defaults.
//
// Constraints are Smithy's (https://smithy.io/2.0/spec/constraint-traits.html):
// required, length, range, pattern, uniqueItems, and enum for the shapes that
// are marked strict. Patterns match whole values. Lengths of strings are counted
// in code points.
package validate

import (
	"math/big"
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Rule is the kind of a constraint.
type Rule uint8

// The constraints.
const (
	Required Rule = iota
	Length
	Range
	Pattern
	Enum
	Unique
)

// Step is one step of the path to a value: a member, an index or a map key.
type Step struct {
	Member string // name in the model; empty for elements
	Index  int    // of a list
	Key    string // of a map
	Map    bool   // Key counts, not Index

	member *schema.Member // of Member
}

// Violation is one constraint that a value does not satisfy.
type Violation struct {
	Path     []Step
	Location schema.Location // of the top-level member
	Rule     Rule
	Size     int  // length of the value, for Length
	OnKey    bool // the value is a key of the map at Path

	value  reflect.Value // invalid where it is absent
	secret bool
	limits limits
	parent schema.Kind // what holds the value
}

// maxViolations bounds what one answer reports.
const maxViolations = 100

// Check compares an input, a pointer to the Go struct of the shape, with its
// constraints. It gives nil for a valid one, and at most 100 violations.
func Check(shape *schema.Shape, in any) []Violation {
	p := planFor(shape)
	if p == nil {
		return nil
	}
	v, ok := present(reflect.ValueOf(in))
	if !ok {
		return nil
	}
	c := checker{}
	c.structure(p, v)
	return c.found
}

// checker walks an input.
type checker struct {
	path     []Step
	location schema.Location
	found    []Violation
}

func (c *checker) add(v Violation) {
	if len(c.found) < maxViolations {
		v.Path, v.Location = slices.Clone(c.path), c.location
		c.found = append(c.found, v)
	}
}

// structure checks the members of a structure or union.
func (c *checker) structure(p *plan, v reflect.Value) {
	for i := range p.fields {
		f := &p.fields[i]
		if f.member.Streaming {
			continue
		}
		if len(c.path) == 0 {
			c.location = f.member.In
		}
		c.path = append(c.path, Step{Member: f.member.Name, member: f.member})
		c.field(f, v.Field(f.index), p.shape.Kind)
		c.path = c.path[:len(c.path)-1]
	}
}

// field checks one member or element.
func (c *checker) field(f *field, v reflect.Value, parent schema.Kind) {
	v, ok := present(v)
	if !ok {
		if f.member.Required {
			c.add(Violation{Rule: Required, parent: parent})
		}
		return
	}
	c.value(f, v, parent, false)
	switch p := f.plan; p.shape.Kind {
	case schema.Structure, schema.Union:
		c.structure(p, v)
	case schema.List:
		if p.elem != nil {
			for i := range v.Len() {
				c.path = append(c.path, Step{Index: i})
				c.field(p.elem, v.Index(i), schema.List)
				c.path = c.path[:len(c.path)-1]
			}
		}
	case schema.Map:
		c.entries(p, v)
	}
}

// entries checks the keys and values of a map, in the order of the keys.
func (c *checker) entries(p *plan, v reflect.Value) {
	if p.key == nil && p.elem == nil {
		return
	}
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	for _, k := range keys {
		key := reflect.ValueOf(k)
		if p.key != nil {
			c.value(p.key, key, schema.Map, true)
		}
		if p.elem != nil {
			c.path = append(c.path, Step{Key: k, Map: true})
			c.field(p.elem, v.MapIndex(key.Convert(v.Type().Key())), schema.Map)
			c.path = c.path[:len(c.path)-1]
		}
	}
}

// value checks the constraints on one value.
func (c *checker) value(f *field, v reflect.Value, parent schema.Kind, onKey bool) {
	l := &f.limits
	if !l.any() {
		return
	}
	bad := Violation{value: v, secret: f.secret, limits: *l, parent: parent, OnKey: onKey}
	fail := func(r Rule) {
		bad.Rule = r
		c.add(bad)
	}
	if n, ok := length(f.plan.shape.Kind, v); ok {
		bad.Size = n
		if l.hasMin && float64(n) < l.min || l.hasMax && float64(n) > l.max {
			fail(Length)
			if l.unique {
				return
			}
		}
	} else if x, ok := number(v); ok && (l.hasMin && x < l.min || l.hasMax && x > l.max) {
		fail(Range)
	}
	if v.Kind() == reflect.String {
		if l.re != nil && !l.re.MatchString(v.String()) {
			fail(Pattern)
		}
		if l.enum != nil && !slices.Contains(l.enum, v.String()) {
			fail(Enum)
		}
	}
	if l.unique && v.Kind() == reflect.Slice && repeats(v) {
		fail(Unique)
	}
}

// length gives what the length constraint counts.
func length(k schema.Kind, v reflect.Value) (int, bool) {
	switch k {
	case schema.String:
		return utf8.RuneCountInString(v.String()), true
	case schema.Blob, schema.List, schema.Map:
		if v.Kind() == reflect.Slice || v.Kind() == reflect.Map {
			return v.Len(), true
		}
	}
	return 0, false
}

// number gives what the range constraint compares.
func number(v reflect.Value) (float64, bool) {
	switch {
	case v.CanInt():
		return float64(v.Int()), true
	case v.Kind() == reflect.Float32:
		// 6.7 as float32 is a hair below 6.7: compare what was written.
		return shortest(float32(v.Float())), true
	case v.CanFloat():
		return v.Float(), true
	}
	switch x := v.Interface().(type) {
	case big.Int:
		f, _ := new(big.Float).SetInt(&x).Float64()
		return f, true
	case big.Float:
		f, _ := x.Float64()
		return f, true
	}
	return 0, false
}
