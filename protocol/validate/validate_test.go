package validate

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

type tag struct{ Key, Value *string }

type node struct {
	Name  *string
	Child *node
	Token *string
}

type input struct {
	UserName *string
	Tags     []tag
	Names    []string
	Count    *int32
	Ratio    *float32
	Meta     map[string]string
	Nested   *node
	Body     []byte
	When     []time.Time
	Password *string
	Token    *string
	Mode     *string
	Sparse   []*string
	ByName   map[string]node
	Group    *string
	Path     *string
}

// testShape has one member for each kind of constraint.
func testShape() *schema.Shape {
	str := &schema.Shape{Name: "String", Kind: schema.String}
	name := &schema.Shape{Name: "nameType", Kind: schema.String, HasMin: true, Min: 1, HasMax: true, Max: 8, Pattern: `[\x{0020}-\x{007A}]+`}
	key := &schema.Shape{Name: "keyType", Kind: schema.String, HasMin: true, Min: 1, HasMax: true, Max: 4}
	mode := &schema.Shape{Name: "mode", Kind: schema.String, Enum: []string{"ON", "OFF"}, StrictEnum: true}
	open := &schema.Shape{Name: "open", Kind: schema.String, Enum: []string{"A"}}
	tagShape := &schema.Shape{Name: "Tag", Kind: schema.Structure, Type: reflect.TypeFor[tag](), Members: []schema.Member{
		{Name: "Key", Shape: key, Required: true}, {Name: "Value", Shape: open},
	}}
	list := func(s *schema.Shape, max float64) *schema.Shape {
		return &schema.Shape{Name: "list", Kind: schema.List, Elem: &schema.Member{Name: "member", Shape: s}, HasMax: max > 0, Max: max}
	}
	times := list(&schema.Shape{Kind: schema.Timestamp}, 0)
	times.Unique = true
	nested := &schema.Shape{Name: "Node", Kind: schema.Structure, Type: reflect.TypeFor[node]()}
	nested.Members = []schema.Member{
		{Name: "Name", Shape: mode}, {Name: "Child", Shape: nested}, {Name: "Token", Shape: str, Idempotency: true},
	}
	sparse := list(mode, 0)
	sparse.Sparse = true
	mapOf := func(s *schema.Shape) *schema.Shape {
		return &schema.Shape{Kind: schema.Map, Key: &schema.Member{Name: "key", Shape: key}, Elem: &schema.Member{Name: "value", Shape: s}}
	}
	return &schema.Shape{Name: "Input", Kind: schema.Structure, Type: reflect.TypeFor[input](), Members: []schema.Member{
		{Name: "UserName", Wire: "user", Shape: name, Required: true},
		{Name: "Tags", Shape: list(tagShape, 2)},
		{Name: "Names", Shape: list(key, 0)},
		{Name: "Count", Shape: &schema.Shape{Name: "count", Kind: schema.Integer, HasMin: true, Min: 1, HasMax: true, Max: 10}, Default: int64(5)},
		{Name: "Ratio", Shape: &schema.Shape{Kind: schema.Float, HasMax: true, Max: 6.7}},
		{Name: "Meta", Shape: mapOf(mode)},
		{Name: "Nested", Shape: nested},
		{Name: "Body", Shape: &schema.Shape{Kind: schema.Blob}, HasMax: true, Max: 3},
		{Name: "When", Shape: times},
		{Name: "Password", Shape: name},
		{Name: "Token", Shape: str, Idempotency: true},
		{Name: "Mode", Shape: mode, Default: "ON"},
		{Name: "Sparse", Shape: sparse},
		{Name: "ByName", Shape: mapOf(nested)},
		{Name: "Group", Shape: &schema.Shape{Kind: schema.String, Pattern: `[\w+=,.@-]+`}},
		{Name: "Path", Shape: &schema.Shape{Kind: schema.String, Pattern: `(\x{002F})|(\x{002F}[\x{0021}-\x{007E}]+\x{002F})`}},
	}}
}

func p[T any](v T) *T { return &v }

var shape = testShape()

func TestCheck(t *testing.T) {
	now := time.Unix(1, 0)
	valid := func(f func(*input)) *input {
		in := &input{UserName: p("bob")}
		f(in)
		return in
	}
	for _, c := range []struct {
		name         string
		in           *input
		want, smithy []string
	}{
		{name: "pattern", in: valid(func(in *input) {
			*in = input{UserName: p("👍a"), Tags: []tag{{Key: p("k"), Value: p("not A")}}, Ratio: p[float32](6.7), Mode: p("OFF")}
		}), want: []string{`Value '👍a' at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\u0020-\u007A]+`},
			smithy: []string{`Value at '/UserName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\u0020-\u007A]+`}},
		{name: "nothing wrong", in: valid(func(in *input) {
			in.Ratio, in.Mode, in.Sparse, in.When = p[float32](6.7), p("OFF"), []*string{nil, p("ON")}, []time.Time{now, now.Add(1)}
		})},
		{name: "required", in: &input{},
			want:   []string{"Value null at 'userName' failed to satisfy constraint: Member must not be null"},
			smithy: []string{"Value at '/UserName' failed to satisfy constraint: Member must not be null"}},
		{name: "length and pattern", in: valid(func(in *input) { in.UserName = p("") }),
			want: []string{"Value '' at 'userName' failed to satisfy constraint: Member must have length greater than or equal to 1",
				`Value '' at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\u0020-\u007A]+`},
			smithy: []string{"Value with length 0 at '/UserName' failed to satisfy constraint: Member must have length between 1 and 8, inclusive",
				`Value at '/UserName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\u0020-\u007A]+`}},
		{name: "in a list of structures", in: valid(func(in *input) { in.Tags = []tag{{Key: p("k")}, {Key: p("12345")}} }),
			want:   []string{"Value '12345' at 'tags.2.member.key' failed to satisfy constraint: Member must have length less than or equal to 4"},
			smithy: []string{"Value with length 5 at '/Tags/1/Key' failed to satisfy constraint: Member must have length between 1 and 4, inclusive"}},
		{name: "list too long", in: valid(func(in *input) { in.Tags = []tag{{Key: p("k")}, {Key: p("k")}, {Key: p("k")}} }),
			want:   []string{"Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 2"},
			smithy: []string{"Value with length 3 at '/Tags' failed to satisfy constraint: Member must have length less than or equal to 2"}},
		{name: "in a list of strings", in: valid(func(in *input) { in.Names = []string{"ok", "12345"} }),
			want: []string{"Value '12345' at 'names' failed to satisfy constraint: Member must satisfy constraint: " +
				"[Member must have length less than or equal to 4, Member must have length greater than or equal to 1]"},
			smithy: []string{"Value with length 5 at '/Names/1' failed to satisfy constraint: Member must have length between 1 and 4, inclusive"}},
		{name: "range", in: valid(func(in *input) { in.Count, in.Ratio = p[int32](0), p[float32](6.8) }),
			want: []string{"Value '0' at 'count' failed to satisfy constraint: Member must have value greater than or equal to 1",
				"Value '6.8' at 'ratio' failed to satisfy constraint: Member must have value less than or equal to 6.7"},
			smithy: []string{"Value at '/Count' failed to satisfy constraint: Member must be between 1 and 10, inclusive",
				"Value at '/Ratio' failed to satisfy constraint: Member must be less than or equal to 6.7"}},
		{name: "map", in: valid(func(in *input) { in.Meta = map[string]string{"": "ON", "k": "no"} }),
			want: []string{"Value '' at 'meta' failed to satisfy constraint: Map keys must satisfy constraint: " +
				"[Member must have length less than or equal to 4, Member must have length greater than or equal to 1]",
				"Value 'no' at 'meta' failed to satisfy constraint: Map value must satisfy constraint: [Member must satisfy enum value set: [ON, OFF]]"},
			smithy: []string{"Value with length 0 at '/Meta' failed to satisfy constraint: Member must have length between 1 and 4, inclusive",
				"Value at '/Meta/k' failed to satisfy constraint: Member must satisfy enum value set: [ON, OFF]"}},
		{name: "recursive", in: valid(func(in *input) { in.Nested = &node{Child: &node{Name: p("x")}} }),
			want:   []string{"Value 'x' at 'nested.child.name' failed to satisfy constraint: Member must satisfy enum value set: [ON, OFF]"},
			smithy: []string{"Value at '/Nested/Child/Name' failed to satisfy constraint: Member must satisfy enum value set: [ON, OFF]"}},
		{name: "limit of the member", in: valid(func(in *input) { in.Body = []byte("1234") }),
			want:   []string{"Value at 'body' failed to satisfy constraint: Member must have length less than or equal to 3"},
			smithy: []string{"Value with length 4 at '/Body' failed to satisfy constraint: Member must have length less than or equal to 3"}},
		{name: "unique", in: valid(func(in *input) { in.When = []time.Time{now, now.Add(1), now.UTC()} }),
			want:   []string{"Value at 'when' failed to satisfy constraint: Member must have unique values"},
			smithy: []string{"Value at '/When' failed to satisfy constraint: Member must have unique values"}},
		{name: "secret", in: valid(func(in *input) { in.Password = p("hunter2hunter2") }),
			want:   []string{"Value at 'password' failed to satisfy constraint: Member must have length less than or equal to 8"},
			smithy: []string{"Value with length 14 at '/Password' failed to satisfy constraint: Member must have length between 1 and 8, inclusive"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Check(shape, c.in)
			var got, smithy []string
			for i := range found {
				got, smithy = append(got, found[i].Message()), append(smithy, found[i].SmithyMessage())
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			if !reflect.DeepEqual(smithy, c.smithy) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(smithy, "\n"), strings.Join(c.smithy, "\n"))
			}
		})
	}
}

func TestCheckBoundsTheAnswer(t *testing.T) {
	in := &input{UserName: p("bob"), Names: make([]string, 1000)}
	if n := len(Check(shape, in)); n != maxViolations {
		t.Errorf("got %d violations", n)
	}
}

func TestFill(t *testing.T) {
	in := &input{Mode: p("OFF"), Nested: &node{Child: &node{Token: p("mine")}}, ByName: map[string]node{"a": {}}}
	fill(shape, in, func() string { return "made" })
	want := &input{Mode: p("OFF"), Count: p[int32](5), Token: p("made"),
		Nested: &node{Token: p("made"), Child: &node{Token: p("mine")}}, ByName: map[string]node{"a": {Token: p("made")}}}
	if !reflect.DeepEqual(in, want) {
		t.Errorf("got %+v", in)
	}
	a, b := &input{}, &input{}
	Fill(shape, a)
	Fill(shape, b)
	if *a.Token == *b.Token || len(*a.Token) != 36 {
		t.Errorf("tokens %s and %s", *a.Token, *b.Token)
	}
}

func TestPatterns(t *testing.T) {
	svc := &schema.Service{Operations: []*schema.Operation{{Input: shape}}}
	if err := Patterns(svc); err != nil {
		t.Error(err)
	}
	bad := &schema.Shape{Name: "bad", Kind: schema.String, Pattern: `a(?!b)`}
	svc.Operations[0].Input = &schema.Shape{Members: []schema.Member{{Shape: bad}}}
	if err := Patterns(svc); err == nil {
		t.Error("a pattern that does not compile went unseen")
	}
}

type fieldError struct{ Path, Message *string }

type validationError struct {
	Message   *string
	Reason    *string
	FieldList []fieldError
}

func TestError(t *testing.T) {
	str := &schema.Shape{Kind: schema.String}
	modelled := &schema.Shape{Name: "ValidationException", Kind: schema.Structure, Type: reflect.TypeFor[validationError](),
		Error: &schema.Error{Code: "ValidationException", Status: 400}, Members: []schema.Member{
			{Name: "message", Shape: str}, {Name: "reason", Shape: &schema.Shape{Kind: schema.String, Enum: []string{"OTHER", "FIELD_VALIDATION_FAILED"}}},
			{Name: "fieldList", Shape: &schema.Shape{Kind: schema.List, Elem: &schema.Member{Shape: &schema.Shape{
				Kind: schema.Structure, Type: reflect.TypeFor[fieldError](), Members: []schema.Member{{Name: "path", Shape: str}, {Name: "message", Shape: str}},
			}}}},
		}}
	service := func(id string, pr schema.Protocol, errs ...*schema.Shape) *schema.Service {
		return &schema.Service{ID: id, Protocols: []schema.Protocol{pr}, Operations: []*schema.Operation{{Errors: errs}}}
	}
	missing, long := &input{}, &input{UserName: p("123456789")}
	const null = "Value null at 'userName' failed to satisfy constraint: Member must not be null"
	for _, c := range []struct {
		s    *schema.Service
		in   *input
		want *protocol.Error
	}{
		{service("STS", schema.AWSQuery), missing, &protocol.Error{Code: "ValidationError", QueryCode: "ValidationError", Status: 400, Message: "1 validation error detected: " + null}},
		{service("IAM", schema.AWSQuery), long, &protocol.Error{Code: "ValidationError", Status: 400,
			Message: "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 8"}},
		{service("IAM", schema.AWSQuery), &input{UserName: p("bob"), Group: p("a b")}, &protocol.Error{Code: "ValidationError", Status: 400,
			Message: "The specified value for group is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"}},
		{service("IAM", schema.AWSQuery), &input{UserName: p("bob"), Path: p("a")}, &protocol.Error{Code: "ValidationError", Status: 400,
			Message: "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."}},
		{service("Zoo", schema.AWSJSON10), missing, &protocol.Error{Code: "ValidationException", QueryCode: "ValidationError", Status: 400, Message: "1 validation error detected: " + null}},
		{service("SQS", schema.AWSJSON10), missing, &protocol.Error{Code: "MissingRequiredParameterException", QueryCode: "MissingParameter", Status: 400, Message: "The request must contain the parameter UserName."}},
		{service("EC2", schema.EC2Query), missing, &protocol.Error{Code: "MissingParameter", Status: 400, Message: "The request must contain the parameter User"}},
		{service("EC2", schema.EC2Query), long, &protocol.Error{Code: "InvalidParameterValue", Status: 400,
			Message: "Value (123456789) for parameter User is invalid. Member must have length less than or equal to 8"}},
		{service("S3", schema.RestXML), missing, &protocol.Error{Code: "MalformedXML", Status: 400,
			Message: "The XML you provided was not well-formed or did not validate against our published schema"}},
		{service("New", schema.RestJSON, modelled), missing, &protocol.Error{Code: "ValidationException", Status: 400,
			Message: "1 validation error detected. Value at '/UserName' failed to satisfy constraint: Member must not be null",
			Shape:   modelled, Value: &validationError{
				Message: p("1 validation error detected. Value at '/UserName' failed to satisfy constraint: Member must not be null"),
				Reason:  p("FIELD_VALIDATION_FAILED"),
				FieldList: []fieldError{{Path: p("/UserName"),
					Message: p("Value at '/UserName' failed to satisfy constraint: Member must not be null")}},
			}}},
	} {
		if got := Error(c.s, Check(shape, c.in)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", c.s.ID, got, c.want)
		}
	}
	two := Error(service("STS", schema.AWSQuery), Check(shape, &input{UserName: p("")}))
	if !strings.HasPrefix(two.Message, "2 validation errors detected: Value ''") || !strings.Contains(two.Message, "; Value ''") {
		t.Errorf("got %s", two.Message)
	}
}

func BenchmarkCheck(b *testing.B) {
	in := &input{UserName: p("bob"), Tags: []tag{{p("k"), p("v")}, {p("l"), p("w")}}, Count: p[int32](3), Mode: p("ON")}
	b.ReportAllocs()
	for b.Loop() {
		if Check(shape, in) != nil {
			b.Fatal("not valid")
		}
	}
}
