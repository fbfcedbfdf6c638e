package model

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"

	"github.com/cumulet/cumulet/api/frame"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Schema builds the tables of the service, with dynamic Go types. Only the
// named operations are built, all of them when none is named; the others have
// nil Input. Each built operation has an input and an output structure of its
// own, named <Op>Input and <Op>Output, also where the model calls another shape so.
func (s *Service) Schema(ops ...string) (*schema.Service, error) {
	b := &builder{model: s, shapes: map[string]*schema.Shape{}}
	out := &schema.Service{
		ID: s.ID, Name: s.Name, SigningName: s.SigningName, Version: s.Version,
		Protocols: s.Protocols, TargetPrefix: s.TargetPrefix, XMLNamespace: s.XMLNamespace,
		Global: s.Global, QueryCompatible: s.QueryCompatible,
	}
	for _, name := range ops {
		if s.Operations[name] == nil {
			return nil, fmt.Errorf("%s has no operation %q", s.Name, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Operations)) {
		built := len(ops) == 0 || slices.Contains(ops, name)
		out.Operations = append(out.Operations, b.operation(name, s.Operations[name], built))
	}
	if b.err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, b.err)
	}
	return out, nil
}

type builder struct {
	model  *Service
	shapes map[string]*schema.Shape
	err    error // the first
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

func (b *builder) operation(name string, op *Operation, built bool) *schema.Operation {
	out := &schema.Operation{
		Name: name, Method: or(op.Method, "POST"), URI: or(op.URI, "/"), Status: op.Status,
		ResultWrapper: op.ResultWrapper, UnsignedPayload: op.UnsignedPayload,
		HostPrefix: op.HostPrefix, ReadOnly: op.ReadOnly,
	}
	if op.NoAuth {
		out.Auth = schema.AuthNone
	}
	if c := op.Checksum; c != nil {
		out.Checksum = &schema.Checksum{
			AlgorithmMember: c.Algorithm, RequestRequired: c.Required,
			ModeMember: c.Mode, ResponseAlgorithms: c.Response,
		}
	}
	if !built {
		return out
	}
	out.Input = b.root(op.Input, name+"Input")
	if op.InputXML != "" {
		out.Input.XMLName = op.InputXML
	}
	if op.InputXMLNamespace != (Namespace{}) {
		out.Input.XMLNamespace = schema.Namespace(op.InputXMLNamespace)
	}
	out.Output = b.root(op.Output, name+"Output")
	for _, e := range op.Errors {
		out.Errors = append(out.Errors, b.shape(e))
	}
	return out
}

// root gives an operation's input or output: the model's shape under the
// operation's name, so that no two operations share one.
func (b *builder) root(from, name string) *schema.Shape {
	if from == name {
		return b.shape(from)
	}
	if from == "" {
		return &schema.Shape{Name: name, Kind: schema.Structure, Unit: true, Type: frame.TypeOf(&schema.Shape{})}
	}
	c := *b.shape(from)
	c.Name = name
	if slices.Contains(b.model.Protocols, schema.RestXML) {
		c.XMLName = or(c.XMLName, from)
	}
	return &c
}

func (b *builder) shape(name string) *schema.Shape {
	if s := b.shapes[name]; s != nil {
		return s
	}
	m := b.model.Shapes[name]
	if m == nil {
		b.fail("no shape %q", name)
		return &schema.Shape{Name: name, Kind: schema.Document, Type: reflect.TypeFor[any]()}
	}
	kind, ok := kinds[m.Type]
	if !ok {
		b.fail("shape %s: unknown type %q", name, m.Type)
	}
	if _, err := regexp.Compile(m.Pattern); err != nil {
		b.fail("shape %s: %w", name, err)
	}
	s := &schema.Shape{
		Name: name, Kind: kind, Sparse: m.Sparse, Unique: m.Unique,
		Pattern: m.Pattern, Enum: m.Enum, StrictEnum: m.StrictEnum,
		XMLName: m.XMLName, XMLNamespace: schema.Namespace(m.XMLNamespace),
	}
	b.shapes[name] = s
	s.Min, s.HasMin = bound(m.Min)
	s.Max, s.HasMax = bound(m.Max)
	if e := m.Error; e != nil {
		s.Error = &schema.Error{Code: or(e.Code, name), Status: e.Status, Sender: !e.Server}
	}
	for i := range m.Members {
		s.Members = append(s.Members, *b.member(name, &m.Members[i], ""))
		if s.Members[i].In == schema.InPayload {
			s.Payload = i + 1
		}
	}
	if m.Key != nil {
		s.Key = b.member(name, m.Key, "key")
	}
	if m.Elem != nil {
		s.Elem = b.member(name, m.Elem, elemNames[kind])
	}
	s.Type = frame.TypeOf(s)
	return s
}

// elemNames are the wire names of elements where the model gives none.
var elemNames = map[schema.Kind]string{schema.List: "member", schema.Map: "value"}

func (b *builder) member(in string, m *Member, fallback string) *schema.Member {
	loc, okLoc := locations[m.In]
	format, okFormat := formats[m.Format]
	if !okLoc || !okFormat {
		b.fail("shape %s: member %s: unknown place %q or format %q", in, m.Name, m.In, m.Format)
	}
	name := or(m.Name, fallback)
	out := &schema.Member{
		Name: name, Wire: or(m.Wire, name), Query: m.Query, Shape: b.shape(m.Shape), In: loc,
		Required: m.Required, Flattened: m.Flattened, XMLAttribute: m.XMLAttribute,
		XMLNamespace: schema.Namespace(m.XMLNamespace), Format: format, Streaming: m.Streaming,
		HostLabel: m.HostLabel, Idempotency: m.Idempotency, MediaType: m.MediaType,
	}
	out.Min, out.HasMin = bound(m.Min)
	out.Max, out.HasMax = bound(m.Max)
	if m.Default != nil {
		v, err := scalar(m.Default, out.Shape.Kind)
		if err != nil {
			b.fail("shape %s: member %s: %w", in, m.Name, err)
		}
		out.Default = v
	}
	return out
}

// scalar reads a default: a string, bool, int64 or float64.
func scalar(raw json.RawMessage, kind schema.Kind) (any, error) {
	var err error
	switch kind {
	case schema.String:
		var v string
		err = json.Unmarshal(raw, &v)
		return v, err
	case schema.Boolean:
		var v bool
		err = json.Unmarshal(raw, &v)
		return v, err
	case schema.Byte, schema.Short, schema.Integer, schema.Long:
		var v int64
		err = json.Unmarshal(raw, &v)
		return v, err
	case schema.Float, schema.Double:
		var v float64
		err = json.Unmarshal(raw, &v)
		return v, err
	}
	return nil, fmt.Errorf("default %s: only scalars have one", raw)
}

func bound(v *float64) (float64, bool) {
	if v == nil {
		return 0, false
	}
	return *v, true
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
