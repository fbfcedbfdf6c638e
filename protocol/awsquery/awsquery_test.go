package awsquery_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/awsquery"
	"github.com/cumulet/cumulet/protocol/schema"
)

type io struct {
	Name  *string
	Count *int32
}

var (
	shape = &schema.Shape{Name: "IO", Kind: schema.Structure, Type: reflect.TypeFor[io](), Members: []schema.Member{
		{Name: "Name", Wire: "Name", Shape: &schema.Shape{Kind: schema.String}},
		{Name: "Count", Wire: "Count", Shape: &schema.Shape{Kind: schema.Integer}},
	}}
	empty = &schema.Shape{Kind: schema.Structure, Type: reflect.TypeFor[struct{}]()}
	svc   = &schema.Service{ID: "IAM", XMLNamespace: "http://iam/"}
)

// The form comes in the query of a GET, parsed by the gateway, or in a body.
func TestDecode(t *testing.T) {
	op := &schema.Operation{Name: "Op", Input: shape}
	for _, r := range []*protocol.Request{
		{HTTP: httptest.NewRequest(http.MethodGet, "/", nil), Query: url.Values{"Action": {"Op"}, "Name": {"a"}, "Count": {"2"}}},
		{HTTP: httptest.NewRequest(http.MethodPost, "/", nil), Body: strings.NewReader("Action=Op&Name=a&Count=2"), Length: -1},
	} {
		in := &io{}
		if err := awsquery.New().Decode(r, svc, op, in); err != nil || *in.Name != "a" || *in.Count != 2 {
			t.Errorf("%s: got %+v, %v", r.HTTP.Method, in, err)
		}
	}
	err := awsquery.New().Decode(&protocol.Request{Query: url.Values{"Action": {"Op"}, "Count": {"x"}}}, svc, op, &io{})
	if e, ok := errors.AsType[*protocol.Error](err); !ok || e.Code != "MalformedInput" || e.Status != 400 {
		t.Errorf("got %v", err)
	}
}

func TestEncode(t *testing.T) {
	name := "a&b"
	for _, c := range []struct {
		op   *schema.Operation
		out  any
		want string
	}{
		{&schema.Operation{Name: "GetX", Output: shape, ResultWrapper: "GetXResult"}, &io{Name: &name},
			`<GetXResponse xmlns="http://iam/"><GetXResult><Name>a&amp;b</Name></GetXResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></GetXResponse>`},
		{&schema.Operation{Name: "DeleteX", Output: empty}, nil,
			`<DeleteXResponse xmlns="http://iam/"><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DeleteXResponse>`},
	} {
		w := httptest.NewRecorder()
		if err := awsquery.New().Encode(w, nil, svc, c.op, c.out, "id"); err != nil {
			t.Fatal(err)
		}
		if got := w.Body.String(); got != c.want || w.Code != 200 || w.Header().Get("Content-Type") != "text/xml" {
			t.Errorf("got %d %s", w.Code, got)
		}
	}
}

func TestEncodeError(t *testing.T) {
	for _, c := range []struct {
		err  *protocol.Error
		code int
		want string
	}{
		{&protocol.Error{Code: "NoSuchEntity", Status: 404, Message: "none <here>"}, 404,
			`<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>none &lt;here&gt;</Message></Error>`},
		{&protocol.Error{Code: "QueueDoesNotExist", QueryCode: "AWS.SimpleQueueService.NonExistentQueue"}, 400,
			`<Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code></Error>`},
		{&protocol.Error{Code: "InternalFailure", Server: true}, 500,
			`<Error><Type>Receiver</Type><Code>InternalFailure</Code></Error>`},
	} {
		w := httptest.NewRecorder()
		awsquery.New().EncodeError(w, nil, svc, nil, c.err, "id")
		want := `<ErrorResponse xmlns="http://iam/">` + c.want + `<RequestId>id</RequestId></ErrorResponse>`
		if got := w.Body.String(); got != want || w.Code != c.code {
			t.Errorf("got %d %s", w.Code, got)
		}
	}
}
