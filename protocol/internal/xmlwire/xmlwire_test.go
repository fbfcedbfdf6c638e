package xmlwire

import (
	"encoding/xml"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

type grantee struct{ Type, ID *string }

type doc struct {
	Name    *string
	Count   *int32
	On      *bool
	At      *time.Time
	Data    []byte
	Keys    []string
	Flat    []grantee
	Map     map[string]string
	FlatMap map[string]int32
	Child   *doc
	Any     []any // how a dynamic type holds a recursive flattened list
	Grantee *grantee
}

func testShape() *schema.Shape {
	kind := func(k schema.Kind) *schema.Shape { return &schema.Shape{Kind: k} }
	str := kind(schema.String)
	g := &schema.Shape{Name: "Grantee", Kind: schema.Structure, Type: reflect.TypeFor[grantee](),
		XMLNamespace: schema.Namespace{URI: "http://xsi", Prefix: "xsi"},
		Members:      []schema.Member{{Name: "Type", Wire: "xsi:type", XMLAttribute: true, Shape: str}, {Name: "ID", Wire: "ID", Shape: str}}}
	list := func(name string, s *schema.Shape) *schema.Shape {
		return &schema.Shape{Kind: schema.List, Elem: &schema.Member{Name: "member", Wire: name, Shape: s}}
	}
	mapOf := func(s *schema.Shape) *schema.Shape {
		return &schema.Shape{Kind: schema.Map, Key: &schema.Member{Wire: "K", Shape: str}, Elem: &schema.Member{Wire: "V", Shape: s}}
	}
	s := &schema.Shape{Name: "Doc", Kind: schema.Structure, Type: reflect.TypeFor[doc](), XMLNamespace: schema.Namespace{URI: "http://doc"}}
	names := list("Any", str)
	names.Type = reflect.TypeFor[[]any]()
	s.Members = []schema.Member{
		{Name: "Name", Wire: "name", Shape: str}, {Name: "Count", Wire: "Count", Shape: kind(schema.Integer)},
		{Name: "On", Wire: "On", Shape: kind(schema.Boolean)}, {Name: "At", Wire: "At", Shape: kind(schema.Timestamp)},
		{Name: "Data", Wire: "Data", Shape: kind(schema.Blob)}, {Name: "Keys", Wire: "Keys", Shape: list("Key", str)},
		{Name: "Flat", Wire: "G", Flattened: true, Shape: list("ignored", g)},
		{Name: "Map", Wire: "Map", Shape: mapOf(str)},
		{Name: "FlatMap", Wire: "M", Flattened: true, Shape: mapOf(kind(schema.Integer))},
		{Name: "Child", Wire: "Child", Shape: s},
		{Name: "Any", Wire: "Any", Flattened: true, Shape: names},
		{Name: "Grantee", Wire: "Grantee", Shape: g},
	}
	s.Members[10].Shape.Elem.Shape = s
	return s
}

func p[T any](v T) *T { return &v }

func full() *doc {
	return &doc{
		Name: p(" a<b>&\"c\"\r\n\té "), Count: p[int32](-3), On: p(true), At: p(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
		Data: []byte("bin\x00"), Keys: []string{"x", ""}, Flat: []grantee{{p("User"), p("1")}, {nil, p("2")}},
		Map: map[string]string{"b": "2", "a": "1"}, FlatMap: map[string]int32{"n": 1},
		Child: &doc{Name: p(""), Keys: []string{}}, Grantee: &grantee{Type: p(`Gr"oup`)},
	}
}

const fullXML = `<Doc xmlns="http://doc"><name> a&lt;b&gt;&amp;&quot;c&quot;&#13;` + "\n\t" + `é </name><Count>-3</Count><On>true</On>` +
	`<At>2026-01-02T03:04:05Z</At><Data>YmluAA==</Data><Keys><Key>x</Key><Key></Key></Keys>` +
	`<G xmlns:xsi="http://xsi" xsi:type="User"><ID>1</ID></G><G xmlns:xsi="http://xsi"><ID>2</ID></G>` +
	`<Map><entry><K>a</K><V>1</V></entry><entry><K>b</K><V>2</V></entry></Map><M><K>n</K><V>1</V></M>` +
	`<Child><name></name><Keys></Keys></Child><Grantee xmlns:xsi="http://xsi" xsi:type="Gr&quot;oup"></Grantee></Doc>`

func encode(s *schema.Shape, d *doc) string {
	return string(AppendElement(nil, Root(s), schema.Namespace{}, s, reflect.ValueOf(d).Elem()))
}

func decode(s *schema.Shape, data string) (*doc, error) {
	var dec Decoder
	out := &doc{}
	err := dec.Decode([]byte(data), []string{"Doc"}, s, reflect.ValueOf(out).Elem())
	return out, err
}

func TestEncode(t *testing.T) {
	if got := encode(testShape(), full()); got != fullXML {
		t.Errorf("got\n%s\nwant\n%s", got, fullXML)
	}
}

func TestDecode(t *testing.T) {
	s := testShape()
	for _, c := range []struct {
		name, in string
		want     *doc
	}{
		{"everything", fullXML, full()},
		{"empty", `<Doc/>`, &doc{}},
		{"unknown parts and comments", Header + `<Doc v="1"><x><y>1</y></x><!-- c --><name>a<!-- c -->b</name></Doc>` + "\n", &doc{Name: p("ab")}},
		{"namespaces and prefixes", `<z:Doc xmlns:z="u"><z:name><![CDATA[<c>]]></z:name></z:Doc>`, &doc{Name: p("<c>")}},
		{"byte order mark", "\uFEFF<Doc/>", &doc{}},
		{"spaces around numbers", `<Doc><Count> 3 </Count></Doc>`, &doc{Count: p[int32](3)}},
		{"empty collections", `<Doc><Keys/><Map/></Doc>`, &doc{Keys: []string{}, Map: map[string]string{}}},
		{"scattered flattened list", `<Doc><G/><Count>1</Count><G/></Doc>`, &doc{Flat: []grantee{{}, {}}, Count: p[int32](1)}},
		{"items of another name", `<Doc><Keys><Other>1</Other><Key>2</Key></Keys></Doc>`, &doc{Keys: []string{"2"}}},
		{"dynamic recursion", `<Doc><Any><name>1</name></Any><Any/></Doc>`, &doc{Any: []any{&doc{Name: p("1")}, &doc{}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := decode(s, c.in)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %s, want %s", encode(s, got), encode(s, c.want))
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	s := testShape()
	deep := strings.Repeat("<Child>", maxDepth) + strings.Repeat("</Child>", maxDepth)
	for _, c := range []struct{ name, in, want string }{
		{"nothing", ``, "EOF"},
		{"no XML", `{}`, "text before"},
		{"cut off", `<Doc><name>`, "unexpected EOF"},
		{"wrong end", `<Doc></Dog>`, "closed by"},
		{"wrong root", `<Dog/>`, "element Doc expected, not Dog"},
		{"two roots", `<Doc/><Doc/>`, "more follows"},
		{"document type", `<!DOCTYPE Doc [<!ENTITY e SYSTEM "file:///etc/passwd">]><Doc><name>&e;</name></Doc>`, "document types"},
		{"unknown entity", `<Doc><name>&e;</name></Doc>`, "invalid character entity"},
		{"too deep", "<Doc>" + deep + "</Doc>", "too deep"},
		{"too deep in what is skipped", "<Doc>" + strings.ReplaceAll(deep, "Child", "x") + "</Doc>", "too deep"},
		{"too many", "<Doc>" + strings.Repeat("<G/>", maxElements) + "</Doc>", "too many elements"},
		{"element in text", `<Doc><name><b/></name></Doc>`, "text is expected"},
		{"text among elements", `<Doc>text</Doc>`, "elements are expected"},
		{"not a number", `<Doc><Count>x</Count></Doc>`, "Count: a whole number"},
		{"too large a number", `<Doc><Count>3000000000</Count></Doc>`, "Count: a whole number"},
		{"entry without key", `<Doc><M><V>1</V></M></Doc>`, "no key"},
		{"another charset", `<?xml version="1.0" encoding="ISO-8859-1"?><Doc/>`, "CharsetReader"},
		{"invalid UTF-8", "<Doc><name>\xff</name></Doc>", "UTF-8"},
	} {
		if _, err := decode(s, c.in); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestAppendEscaped(t *testing.T) {
	if got := string(AppendEscaped(nil, "a\x01b\xffc\uFFFEd😀")); got != "a\uFFFDb\uFFFDc\uFFFDd😀" {
		t.Errorf("got %q", got)
	}
}

func TestWrappedError(t *testing.T) {
	s := testShape()
	e := &protocol.Error{Code: "Doc", Status: 409, Shape: s, Value: &doc{Count: p[int32](1)}, Message: "no",
		Details: []protocol.Detail{{Name: "More", Value: "<x>"}}}
	s.Error = &schema.Error{Code: "Dock"}
	got := string(WrappedError(&schema.Service{XMLNamespace: "u"}, Code(e), e, "id"))
	want := `<ErrorResponse xmlns="u"><Error><Type>Sender</Type><Code>Dock</Code><Message>no</Message><Count>1</Count>` +
		`<More>&lt;x&gt;</More></Error><RequestId>id</RequestId></ErrorResponse>`
	if got != want {
		t.Errorf("got %s", got)
	}
}

// FuzzDecode checks that what was read can be written and read again.
func FuzzDecode(f *testing.F) {
	f.Add(fullXML)
	f.Add(`<Doc><Any/><M><K>a</K></M><!-- --></Doc>`)
	s := testShape()
	f.Fuzz(func(t *testing.T, in string) {
		first, err := decode(s, in)
		if err != nil {
			return
		}
		out := encode(s, first)
		if err := xml.Unmarshal([]byte(out), new(struct{})); err != nil {
			t.Fatalf("%q is no XML: %v", out, err)
		}
		second, err := decode(s, out)
		if err != nil {
			t.Fatalf("%q: %v", out, err)
		}
		if again := encode(s, second); again != out {
			t.Fatalf("%q became %q", out, again)
		}
	})
}

// many is a document like a page of a listing.
func many() *doc {
	d := &doc{}
	for range 1000 {
		d.Flat = append(d.Flat, grantee{p("User"), p("some/key/of/an/object.txt")})
	}
	return d
}

func BenchmarkEncode(b *testing.B) {
	s, d := testShape(), many()
	b.ReportAllocs()
	for b.Loop() {
		encode(s, d)
	}
}

func BenchmarkDecode(b *testing.B) {
	s := testShape()
	in := encode(s, many())
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(s, in); err != nil {
			b.Fatal(err)
		}
	}
}
