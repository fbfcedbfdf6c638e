// Package model is the house's compact form of AWS's published API models:
// operations, shapes, constraints and wire traits, no documentation text.
//
// A model is read from models/<service>.json with models/<service>.overlay.json
// on top (see [Load]), or converted from C2J ([FromC2J]). [Service.Schema] turns
// it into the tables that codecs and validation work from. Frames generated from
// those tables have Go types of their own; Schema gives them dynamic ones, for
// the generator and for tests.
//
// # Dynamic types
//
// Schema makes the types that [schema.Shape] describes with reflect.StructOf,
// which cannot express recursion. Where a shape refers to one that is still being
// made, the Go type of the field or element is any. It holds what would stand
// there otherwise: a pointer to the struct (also as an element of a list or map),
// a slice, or a map; nil is absence. Whoever decodes into such a place allocates
// from Shape.Type of the member's schema.
//
// In a Sparse list or map, elements are pointers where nil could not be told from
// the zero value (scalars, structs); slices, maps, []byte and any stay as they are.
package model
