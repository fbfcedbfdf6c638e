package model

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/protocol/schema"
)

const small = `{"id":"Small","name":"small","protocols":["restXml"],
"operations":{
"Put":{"in":"PutRequest","errors":["Gone"]},
"Get":{"method":"GET","uri":"/{Name}","readOnly":true}},
"shapes":{
"PutRequest":{"type":"structure","members":[
 {"name":"name","shape":"Name","required":true},
 {"name":"Tree","shape":"Tree"},
 {"name":"At","shape":"Time"},
 {"name":"Holes","shape":"Holes"},
 {"name":"Size","shape":"Int","default":7}]},
"Name":{"type":"string","min":1,"pattern":"^[a-z]+$","enum":["a","b"]},
"Int":{"type":"integer"},
"Time":{"type":"timestamp"},
"Holes":{"type":"map","key":{"shape":"Name"},"elem":{"shape":"Int"},"sparse":true},
"Tree":{"type":"structure","members":[{"name":"Kids","shape":"Trees"},{"name":"Up","shape":"Tree"}]},
"Trees":{"type":"list","elem":{"shape":"Tree","wire":"item"}},
"Gone":{"type":"structure","members":[{"name":"Message","shape":"Name"}],"error":{"status":410}}}}`

func parse(t *testing.T, layers ...string) *Service {
	t.Helper()
	s := new(Service)
	for _, l := range layers {
		if err := s.Merge([]byte(l)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestSchema(t *testing.T) {
	s, err := parse(t, small).Schema()
	if err != nil {
		t.Fatal(err)
	}
	put := s.Operation("Put")
	if put.Input.Name != "PutInput" || put.Input.XMLName != "PutRequest" || put.Output.Name != "PutOutput" {
		t.Errorf("input %s (%s), output %s", put.Input.Name, put.Input.XMLName, put.Output.Name)
	}
	if e := put.Errors[0].Error; *e != (schema.Error{Code: "Gone", Status: 410, Sender: true}) {
		t.Errorf("error %+v", e)
	}
	if d := put.Input.Members[4].Default; d != int64(7) {
		t.Errorf("default %T %v", d, d)
	}
	tree := put.Input.Members[1].Shape
	want := reflect.TypeFor[struct {
		Name *string
		Tree *struct {
			Kids []any
			Up   any
		}
		At    *time.Time
		Holes map[string]*int32
		Size  *int32
	}]()
	if put.Input.Type != want {
		t.Errorf("type %v\nwant %v", put.Input.Type, want)
	}
	if tree.Members[1].Shape != tree {
		t.Error("recursion is not tied")
	}
	if e := tree.Members[0].Shape.Elem; e.Wire != "item" || e.Shape != tree {
		t.Errorf("element %+v", e)
	}
}

func TestSchemaOfSome(t *testing.T) {
	s, err := parse(t, small).Schema("Get")
	if err != nil {
		t.Fatal(err)
	}
	if s.Operation("Put").Input != nil || s.Operation("Get").Input == nil {
		t.Error("Get alone should be built")
	}
	if _, err := parse(t, small).Schema("Nope"); err == nil {
		t.Error("an unknown operation was accepted")
	}
}

func TestMerge(t *testing.T) {
	s := parse(t, small, `{"global":true,"operations":{"Put":{"readOnly":true}},"shapes":{
		"PutRequest":{"members":[{"name":"Tree","wire":"tree"},{"name":"New","shape":"Int"}]},
		"Name":{"min":3}}}`)
	in := s.Shapes["PutRequest"]
	if !s.Global || s.ID != "Small" || s.Operations["Put"].Input != "PutRequest" || !s.Operations["Put"].ReadOnly {
		t.Errorf("head or operation is off: %+v %+v", s, s.Operations["Put"])
	}
	if m := in.Members[1]; m.Wire != "tree" || m.Shape != "Tree" {
		t.Errorf("member %+v", m)
	}
	if len(in.Members) != 6 || in.Members[5].Name != "New" || *s.Shapes["Name"].Min != 3 {
		t.Errorf("members %+v", in.Members)
	}
	if err := s.Merge([]byte(`{"shapes":{"Name":{"patern":"x"}}}`)); err == nil {
		t.Error("a misspelt key was accepted")
	}
}

func TestBadModels(t *testing.T) {
	for name, layer := range map[string]string{
		"unknown type":  `{"shapes":{"Int":{"type":"int"}}}`,
		"no shape":      `{"shapes":{"Trees":{"elem":{"shape":"Nope"}}}}`,
		"unknown place": `{"shapes":{"Tree":{"members":[{"name":"Up","in":"sky"}]}}}`,
		"error parsing": `{"shapes":{"Name":{"pattern":"(?!x)"}}}`,
		"cannot unmar":  `{"shapes":{"PutRequest":{"members":[{"name":"Size","default":"x"}]}}}`,
	} {
		_, err := parse(t, small, layer).Schema()
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestFormat(t *testing.T) {
	s := parse(t, small)
	data, err := s.Format()
	if err != nil {
		t.Fatal(err)
	}
	again := parse(t, string(data))
	if !reflect.DeepEqual(s, again) {
		t.Errorf("the form does not read back:\n%s", data)
	}
	if lines := strings.Count(string(data), "\n"); lines != 14 {
		t.Errorf("%d lines:\n%s", lines, data)
	}
}
