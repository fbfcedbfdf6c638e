package prototest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/internal/gen/model"
	"github.com/cumulet/cumulet/protocol/schema"
)

// name gives a shape its name in the model: the local one, unless another shape
// has it or an operation's input or output will.
func (c *converter) name(id string) string {
	name := local(id)
	base := name
	for reserved(c, name, id) {
		name += "_"
	}
	if name != base {
		c.out.Shapes[name] = &model.Shape{XMLName: base}
	} else {
		c.out.Shapes[name] = &model.Shape{}
	}
	c.names[id] = name
	return name
}

func reserved(c *converter, name, id string) bool {
	if c.out.Shapes[name] != nil {
		return true
	}
	for _, suffix := range []string{"Input", "Output"} {
		op := c.Shapes[id[:strings.IndexByte(id, '#')+1]+strings.TrimSuffix(name, suffix)]
		if !strings.HasSuffix(name, suffix) || op == nil || op.Type != "operation" {
			continue
		}
		used := map[string]string{"Input": op.Input.Target, "Output": op.Output.Target}[suffix]
		if used != id {
			return true
		}
	}
	return false
}

// shape converts a shape and those that it refers to, and returns its name.
func (c *converter) shape(id string) string {
	if name := c.names[id]; name != "" {
		return name
	}
	name := c.name(id)
	out := c.out.Shapes[name]
	in := c.Shapes[id]
	if in == nil {
		out.Type = prelude(id)
		return name
	}
	out.Type = in.Type
	t := in.Traits
	out.Sparse = t.has("smithy.api#sparse")
	out.Unique = t.has("smithy.api#uniqueItems")
	out.Pattern = t.text("smithy.api#pattern")
	out.Min, out.Max = bounds(t)
	if n := t.text("smithy.api#xmlName"); n != "" {
		out.XMLName = n
	}
	out.XMLNamespace = c.namespace(t)
	c.enum(in, out)
	switch in.Type {
	case "list", "set":
		out.Type = "list"
		out.Elem = c.member("member", in.Member)
	case "map":
		out.Key, out.Elem = c.member("key", in.Key), c.member("value", in.Value)
	case "structure", "union":
		for _, m := range sortedNames(in.Members) {
			if raw := in.Members[m].Traits["smithy.api#default"]; raw != nil && string(raw) != "null" {
				c.defaults[name+"."+m] = raw
			}
			t := in.Members[m].Traits
			c.noPrefix[name+"."+m] = t.has("smithy.api#httpPrefixHeaders") && t.text("smithy.api#httpPrefixHeaders") == ""
			out.Members = append(out.Members, *c.member(m, in.Members[m]))
		}
	}
	if fault := t.text("smithy.api#error"); fault != "" {
		out.Error = &model.Error{Code: local(id), Status: 400, Server: fault == "server"}
		if out.Error.Server {
			out.Error.Status = 500
		}
		t.read("smithy.api#httpError", &out.Error.Status)
		var query struct {
			Code             string
			HTTPResponseCode int
		}
		if t.read("aws.protocols#awsQueryError", &query) {
			out.Error.Code = query.Code
			if c.protocol == schema.AWSQuery {
				out.Error.Status = query.HTTPResponseCode
			}
		}
	}
	return name
}

// enum keeps the values that a server may name: not those that are internal.
func (c *converter) enum(in *astShape, out *model.Shape) {
	switch in.Type {
	case "intEnum":
		out.Type = "integer"
	case "enum":
		out.Type = "string"
		for _, name := range sortedNames(in.Members) {
			t := in.Members[name].Traits
			if t.has("smithy.api#internal") {
				continue
			}
			value := t.text("smithy.api#enumValue")
			if value == "" {
				value = name
			}
			out.Enum = append(out.Enum, value)
		}
	}
	var old []struct {
		Value string
		Tags  []string
	}
	if in.Traits.read("smithy.api#enum", &old) {
		for _, v := range old {
			if slices.Contains(v.Tags, "internal") {
				continue
			}
			out.Enum = append(out.Enum, v.Value)
		}
	}
	out.StrictEnum = len(out.Enum) > 0
}

func (c *converter) member(name string, in *astMember) *model.Member {
	t, target := in.Traits, traits{}
	if s := c.Shapes[in.Target]; s != nil {
		target = s.Traits
	}
	m := &model.Member{
		Name: name, Shape: c.shape(in.Target),
		Required: t.has("smithy.api#required"), Idempotency: t.has("smithy.api#idempotencyToken"),
		HostLabel: t.has("smithy.api#hostLabel"), XMLAttribute: t.has("smithy.api#xmlAttribute"),
		Flattened: t.has("smithy.api#xmlFlattened"), XMLNamespace: c.namespace(t),
		MediaType: target.text("smithy.api#mediaType"),
		Query:     t.text("aws.protocols#ec2QueryName"),
	}
	m.Min, m.Max = bounds(t)
	if p := t.text("smithy.api#pattern"); p != "" { // the model has patterns on shapes only
		narrow := *c.out.Shapes[m.Shape]
		narrow.Pattern = p
		m.Shape += "_" + strconv.Itoa(len(c.out.Shapes))
		c.out.Shapes[m.Shape] = &narrow
	}
	format := t.text("smithy.api#timestampFormat")
	if format == "" {
		format = target.text("smithy.api#timestampFormat")
	}
	m.Format = map[string]string{"date-time": "iso8601", "epoch-seconds": "epoch", "http-date": "httpDate"}[format]
	c.bind(m, t, target)
	return m
}

// bind sets the member's place and its name there, as far as the protocol knows
// them.
func (c *converter) bind(m *model.Member, t, target traits) {
	switch c.protocol {
	case schema.RestJSON:
		m.Wire = t.text("smithy.api#jsonName")
	case schema.RestXML, schema.AWSQuery, schema.EC2Query:
		m.Wire = t.text("smithy.api#xmlName")
	}
	if !rest(c.protocol) {
		return
	}
	m.Streaming = target.has("smithy.api#streaming")
	for trait, in := range map[string]string{
		"smithy.api#httpHeader": "header", "smithy.api#httpPrefixHeaders": "prefixHeaders",
		"smithy.api#httpLabel": "uri", "smithy.api#httpQuery": "query", "smithy.api#httpQueryParams": "queryParams",
		"smithy.api#httpPayload": "payload", "smithy.api#httpResponseCode": "status",
	} {
		if t.has(trait) {
			m.In = in
			if in == "uri" {
				m.Wire = ""
			}
			if wire := t.text(trait); wire != "" {
				m.Wire = wire
			}
		}
	}
}

func (c *converter) namespace(t traits) model.Namespace {
	var n model.Namespace
	t.read("smithy.api#xmlNamespace", &n)
	return n
}

// bounds reads the range or length trait.
func bounds(t traits) (lo, hi *float64) {
	var b struct{ Min, Max *json.Number }
	if !t.read("smithy.api#range", &b) {
		t.read("smithy.api#length", &b)
	}
	number := func(n *json.Number) *float64 {
		if n == nil {
			return nil
		}
		f, _ := n.Float64()
		return &f
	}
	return number(b.Min), number(b.Max)
}

// canonical makes header names canonical, as in the tables of a frame.
func canonical(s *schema.Service) *schema.Service {
	for _, op := range s.Operations {
		for _, shape := range append([]*schema.Shape{op.Input, op.Output}, op.Errors...) {
			for i := range shape.Members {
				if m := &shape.Members[i]; m.In == schema.InHeader {
					m.Wire = http.CanonicalHeaderKey(m.Wire)
				}
			}
		}
	}
	return s
}
