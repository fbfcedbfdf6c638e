package queryform

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

type tag struct{ Key, Value *string }

type input struct {
	UserName *string
	Count    *int32
	Tags     []tag
	Names    []string
	Nested   *input
	Map      map[string]tag
	FlatMap  map[string]string
	Default  *bool
}

func testShape() *schema.Shape {
	kind := func(k schema.Kind) *schema.Shape { return &schema.Shape{Kind: k} }
	str := kind(schema.String)
	tagShape := &schema.Shape{Kind: schema.Structure, Type: reflect.TypeFor[tag](), Members: []schema.Member{
		{Name: "Key", Wire: "Key", Shape: str}, {Name: "Value", Wire: "Value", Shape: str},
	}}
	list := func(s *schema.Shape) *schema.Shape {
		return &schema.Shape{Kind: schema.List, Elem: &schema.Member{Name: "member", Wire: "member", Shape: s}}
	}
	mapOf := func(s *schema.Shape) *schema.Shape {
		return &schema.Shape{Kind: schema.Map, Key: &schema.Member{Wire: "key", Shape: str}, Elem: &schema.Member{Wire: "value", Shape: s}}
	}
	s := &schema.Shape{Name: "Input", Kind: schema.Structure, Type: reflect.TypeFor[input]()}
	s.Members = []schema.Member{
		{Name: "UserName", Wire: "UserName", Shape: str}, {Name: "Count", Wire: "Count", Shape: kind(schema.Integer)},
		{Name: "Tags", Wire: "Tags", Shape: list(tagShape)}, {Name: "Names", Wire: "Name", Shape: list(str), Flattened: true},
		{Name: "Nested", Wire: "Nested", Shape: s}, {Name: "Map", Wire: "Map", Shape: mapOf(tagShape)},
		{Name: "FlatMap", Wire: "Attribute", Shape: mapOf(str), Flattened: true},
		{Name: "Default", Wire: "Default", Shape: kind(schema.Boolean), Default: true},
	}
	return s
}

func p[T any](v T) *T { return &v }

func wire(m *schema.Member) string { return m.Wire }

func TestDecode(t *testing.T) {
	shape := testShape()
	yes := p(true)
	for _, c := range []struct {
		form string
		flat bool
		want *input
		err  string
	}{
		{form: "Action=X&Version=1", want: &input{Default: yes}},
		{form: "UserName=a+b%26&Count=+3+&Default=false", want: &input{UserName: p("a b&"), Count: p[int32](3), Default: p(false)}},
		{form: "UserName=&UserName=second", want: &input{UserName: p(""), Default: yes}},
		{form: "Tags.member.2.Key=b&Tags.member.1.Key=a&Tags.member.1.Value=", want: &input{Tags: []tag{{p("a"), p("")}, {Key: p("b")}}, Default: yes}},
		{form: "Tags.member.10.Key=c&Tags.member.9.Key=b&Tags.member.x.Key=d", want: &input{Tags: []tag{{Key: p("b")}, {Key: p("c")}}, Default: yes}},
		{form: "Tags=", want: &input{Tags: []tag{}, Default: yes}},
		{form: "Tags.member=", want: &input{Tags: []tag{}, Default: yes}},
		{form: "Tags.1.Key=a", want: &input{Default: yes}},
		{form: "Tags.1.Key=a", flat: true, want: &input{Tags: []tag{{Key: p("a")}}, Default: yes}},
		{form: "Name.1=a&Name.2=b", want: &input{Names: []string{"a", "b"}, Default: yes}},
		{form: "Nested.Nested.Name.1=a", want: &input{Nested: &input{Nested: &input{Names: []string{"a"}, Default: yes}, Default: yes}, Default: yes}},
		{form: "Map.entry.1.key=k&Map.entry.1.value.Key=v", want: &input{Map: map[string]tag{"k": {Key: p("v")}}, Default: yes}},
		{form: "Attribute.1.key=k&Attribute.1.value=v&Attribute.2.key=l", want: &input{FlatMap: map[string]string{"k": "v", "l": ""}, Default: yes}},
		{form: strings.Repeat("Nested.", maxDepth) + "UserName=deep", want: &input{Default: yes}},
		{form: "Count=x", err: "Count: a whole number of 32 bits expected"},
		{form: "Nested.Count=3000000000", err: "Nested.Count: a whole number of 32 bits expected"},
		{form: "Map.entry.1.value.Key=v", err: "Map.entry.1.key: a key expected"},
	} {
		form, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		st := Style{Name: wire, Flat: c.flat}
		got := &input{}
		err = st.Decode(form, shape, reflect.ValueOf(got).Elem())
		switch {
		case c.err != "":
			if e, ok := errors.AsType[*Error](err); !ok || e.Error() != c.err {
				t.Errorf("%s: got %v, want %s", c.form, err, c.err)
			}
		case err != nil || !reflect.DeepEqual(got, c.want):
			t.Errorf("%s: got %+v, %v", c.form, got, err)
		}
	}
}

func TestParameters(t *testing.T) {
	post := func(query url.Values, body string) *protocol.Request {
		return &protocol.Request{HTTP: httptest.NewRequest(http.MethodPost, "/", nil), Query: query, Body: strings.NewReader(body), Length: -1}
	}
	form, err := Parameters(post(url.Values{"Version": {"1"}, "A": {"query"}}, "Action=X&A=body"))
	if want := (url.Values{"Action": {"X"}, "Version": {"1"}, "A": {"body"}}); err != nil || !reflect.DeepEqual(form, want) {
		t.Errorf("got %v, %v", form, err)
	}
	if form, err = Parameters(post(url.Values{"Action": {"Y"}}, "Action=X")); err != nil || form.Get("Action") != "Y" {
		t.Errorf("got %v, %v", form, err)
	}
	_, err = Parameters(post(nil, "a=%zz"))
	if e, ok := errors.AsType[*protocol.Error](err); !ok || e.Code != "MalformedQueryString" || e.Status != 400 {
		t.Errorf("got %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("Tags.member.1.Key=a&Map.entry.1.key=k&Attribute.1.key=k&Nested.Name.1=x")
	f.Add("Count=1&Default=&Tags=&Nested.=1&.=&..a=")
	shape := testShape()
	f.Fuzz(func(t *testing.T, s string) {
		form, err := url.ParseQuery(s)
		if err != nil {
			return
		}
		for _, flat := range []bool{false, true} {
			st := Style{Name: wire, Flat: flat}
			err := st.Decode(form, shape, reflect.ValueOf(&input{}).Elem())
			if _, ok := errors.AsType[*Error](err); err != nil && !ok {
				t.Fatal(err)
			}
		}
	})
}
