package prototest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/internal/gen/model"
	"github.com/cumulet/cumulet/protocol/schema"
)

// service is a service of the AST, converted.
type service struct {
	schema *schema.Service
	tests  map[string]tests         // by operation name or error shape id
	id     map[*schema.Shape]string // of error shapes
}

var protocols = map[string]schema.Protocol{
	"aws.protocols#awsJson1_0": schema.AWSJSON10, "aws.protocols#awsJson1_1": schema.AWSJSON11,
	"aws.protocols#awsQuery": schema.AWSQuery, "aws.protocols#ec2Query": schema.EC2Query,
	"aws.protocols#restJson1": schema.RestJSON, "aws.protocols#restXml": schema.RestXML,
	"smithy.protocols#rpcv2Cbor": schema.RPCv2CBOR,
}

type converter struct {
	*ast
	out      *model.Service
	protocol schema.Protocol
	names    map[string]string // model name by shape id
	defaults map[string]json.RawMessage
	noPrefix map[string]bool // members of prefix headers with an empty prefix
}

func (a *ast) convert(id string) (*service, error) {
	in := a.Shapes[id]
	if in == nil {
		return nil, fmt.Errorf("no service %s", id)
	}
	if in.Type == "operation" { // that no service has
		in = a.pseudoService(id)
	}
	c := &converter{ast: a, names: map[string]string{}, defaults: map[string]json.RawMessage{}, noPrefix: map[string]bool{}, out: &model.Service{
		Name: strings.ToLower(local(id)), Version: in.Version, TargetPrefix: local(id),
		QueryCompatible: in.Traits.has("aws.protocols#awsQueryCompatible"),
		Operations:      map[string]*model.Operation{}, Shapes: map[string]*model.Shape{},
	}}
	for trait, p := range protocols {
		if in.Traits.has(trait) {
			c.protocol = p
			c.out.Protocols = []schema.Protocol{p}
		}
	}
	if c.protocol == "" {
		return nil, fmt.Errorf("%s speaks no protocol that is known", id)
	}
	var api struct{ SDKID, ARNNamespace string }
	if in.Traits.read("aws.api#service", &api) {
		c.out.ID = api.SDKID
		if api.ARNNamespace != "" {
			c.out.Name = api.ARNNamespace
		}
	}
	c.out.XMLNamespace = c.namespace(in.Traits).URI
	s := &service{tests: map[string]tests{}, id: map[*schema.Shape]string{}}
	errorIDs := map[string]string{}
	ops := operations(a, in)
	for _, op := range ops {
		o := a.Shapes[op]
		if c.eventStream(o.Input.Target) || c.eventStream(o.Output.Target) {
			if t := c.testsOf(o); len(t.requests)+len(t.responses)+len(t.malformed) > 0 {
				return nil, fmt.Errorf("%s has tests of an event stream", op)
			}
			continue
		}
		c.out.Operations[local(op)] = c.operation(o)
		s.tests[local(op)] = c.testsOf(o)
		for _, e := range slices.Concat(o.Errors, in.Errors) {
			c.out.Operations[local(op)].Errors = append(c.out.Operations[local(op)].Errors, c.shape(e.Target))
			s.tests[e.Target] = c.testsOf(a.Shapes[e.Target])
			errorIDs[c.names[e.Target]] = e.Target
		}
	}
	var err error
	if s.schema, err = c.out.Schema(); err != nil {
		return nil, err
	}
	canonical(s.schema)
	for _, op := range s.schema.Operations {
		m := c.out.Operations[op.Name]
		c.complete(op.Input, m.Input)
		c.complete(op.Output, m.Output)
		for _, e := range op.Errors {
			s.id[e] = errorIDs[e.Name]
		}
	}
	return s, nil
}

// pseudoService makes a service of one operation, in the protocol of its tests.
func (a *ast) pseudoService(op string) *astShape {
	var tests []requestTest
	a.Shapes[op].Traits.read("smithy.test#httpRequestTests", &tests)
	s := &astShape{Operations: []ref{{op}}, Traits: traits{}}
	for _, t := range tests {
		s.Traits[t.Protocol] = json.RawMessage("{}")
	}
	return s
}

// operations lists the operations of a service and its resources.
func operations(a *ast, s *astShape) []string {
	var ids []string
	for _, o := range s.Operations {
		ids = append(ids, o.Target)
	}
	for _, r := range s.Resources {
		ids = append(ids, operations(a, a.Shapes[r.Target])...)
	}
	return ids
}

func (c *converter) eventStream(id string) bool {
	s := c.Shapes[id]
	if s == nil {
		return false
	}
	for _, m := range s.Members {
		if t := c.Shapes[m.Target]; t != nil && t.Type == "union" && t.Traits.has("smithy.api#streaming") {
			return true
		}
	}
	return false
}

func (c *converter) operation(o *astShape) *model.Operation {
	op := &model.Operation{}
	var http struct {
		Method, URI string
		Code        int
	}
	if rest(c.protocol) && o.Traits.read("smithy.api#http", &http) {
		op.Method, op.URI, op.Status = http.Method, http.URI, http.Code
	}
	var endpoint struct{ HostPrefix string }
	o.Traits.read("smithy.api#endpoint", &endpoint)
	op.HostPrefix = endpoint.HostPrefix
	if id := o.Input.Target; id != "" && id != "smithy.api#Unit" {
		op.Input = c.shape(id)
	}
	if id := o.Output.Target; id != "" && id != "smithy.api#Unit" {
		op.Output = c.shape(id)
	}
	return op
}

func (c *converter) testsOf(s *astShape) tests {
	var t tests
	s.Traits.read("smithy.test#httpRequestTests", &t.requests)
	s.Traits.read("smithy.test#httpResponseTests", &t.responses)
	s.Traits.read("smithy.test#httpMalformedRequestTests", &t.malformed)
	mine := func(p string) bool { return protocols[p] != c.protocol }
	t.requests = slices.DeleteFunc(t.requests, func(x requestTest) bool { return mine(x.Protocol) })
	t.responses = slices.DeleteFunc(t.responses, func(x responseTest) bool { return mine(x.Protocol) })
	t.malformed = slices.DeleteFunc(t.malformed, func(x malformedTest) bool { return mine(x.Protocol) })
	return t
}

// complete sets what the compact model has no place for: defaults of blobs,
// timestamps, documents, lists and maps, and an empty prefix of headers.
func (c *converter) complete(s *schema.Shape, name string) {
	seen := map[*schema.Shape]bool{}
	var walk func(s *schema.Shape, name string)
	walk = func(s *schema.Shape, name string) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		for i := range s.Members {
			m := &s.Members[i]
			if raw := c.defaults[name+"."+m.Name]; raw != nil {
				m.Default = plain(raw)
			}
			if c.noPrefix[name+"."+m.Name] {
				m.Wire = ""
			}
			walk(m.Shape, m.Shape.Name)
		}
		if s.Elem != nil {
			walk(s.Elem.Shape, s.Elem.Shape.Name)
		}
	}
	walk(s, name)
}

// plain reads JSON with whole numbers as int64.
func plain(raw json.RawMessage) any {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	if n, ok := v.(json.Number); ok {
		if i, err := n.Int64(); err == nil {
			return i
		}
		f, _ := n.Float64()
		return f
	}
	return v
}

func local(id string) string { return id[strings.IndexByte(id, '#')+1:] }

func sortedNames[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
