package prototest

import (
	"testing"

	"github.com/cumulet/cumulet/internal/gen/model"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Sink gives a service with one operation, Sink, whose input and output are the
// same structure with a member of every kind, for fuzz targets and benchmarks.
// In REST protocols it is PUT /sink/{label} with members everywhere.
func Sink(t testing.TB, p schema.Protocol) *schema.Service {
	t.Helper()
	m := &model.Service{
		ID: "Sink", Name: "sink", TargetPrefix: "Sink", Protocols: []schema.Protocol{p},
		Operations: map[string]*model.Operation{"Sink": {Input: "Everything", Output: "Everything"}},
		Shapes: map[string]*model.Shape{
			"Everything": {Type: "structure", Members: model.Members{{Name: "Self", Shape: "Everything"}}},
			"One":        {Type: "union", Members: model.Members{{Name: "Text", Shape: "string"}, {Name: "Number", Shape: "long"}}},
			"Texts":      {Type: "list", Elem: &model.Member{Shape: "string"}},
			"Selves":     {Type: "list", Elem: &model.Member{Shape: "Everything"}},
			"Numbers":    {Type: "map", Key: &model.Member{Name: "key", Shape: "string"}, Elem: &model.Member{Shape: "integer"}, Sparse: true},
			"Lists":      {Type: "map", Key: &model.Member{Name: "key", Shape: "string"}, Elem: &model.Member{Shape: "Texts"}},
			"Headers":    {Type: "map", Key: &model.Member{Name: "key", Shape: "string"}, Elem: &model.Member{Shape: "string"}},
		},
	}
	all := m.Shapes["Everything"]
	for _, kind := range []string{
		"string", "blob", "boolean", "byte", "short", "integer", "long", "float", "double", "bigInteger", "bigDecimal", "timestamp", "document",
	} {
		if kind == "document" && (p == schema.RestXML || p == schema.AWSQuery || p == schema.EC2Query) {
			continue // which have none
		}
		m.Shapes[kind] = &model.Shape{Type: kind}
		all.Members = append(all.Members, model.Member{Name: kind, Shape: kind})
	}
	all.Members = append(all.Members,
		model.Member{Name: "ISO", Shape: "timestamp", Format: "iso8601"},
		model.Member{Name: "HTTP", Shape: "timestamp", Format: "httpDate"},
		model.Member{Name: "Texts", Shape: "Texts"}, model.Member{Name: "Selves", Shape: "Selves"},
		model.Member{Name: "Numbers", Shape: "Numbers"}, model.Member{Name: "Lists", Shape: "Lists"},
		model.Member{Name: "One", Shape: "One"},
	)
	if rest(p) {
		op := m.Operations["Sink"]
		op.Method, op.URI, op.Input = "PUT", "/sink/{label}", "Request"
		m.Shapes["Request"] = &model.Shape{Type: "structure", Members: append(model.Members{
			{Name: "label", Shape: "string", In: "uri"}, {Name: "query", Shape: "Texts", In: "query"},
			{Name: "params", Shape: "Lists", In: "queryParams"}, {Name: "header", Shape: "Texts", In: "header", Wire: "X-List"},
			{Name: "when", Shape: "timestamp", In: "header", Wire: "X-When"}, {Name: "meta", Shape: "Headers", In: "prefixHeaders", Wire: "x-meta-"},
		}, all.Members...)}
	}
	s, err := m.Schema()
	if err != nil {
		t.Fatal(err)
	}
	return canonical(s)
}
