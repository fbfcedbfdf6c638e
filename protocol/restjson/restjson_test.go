package restjson_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/restjson"
	"github.com/cumulet/cumulet/protocol/schema"
)

func request(body, contentType, accept string) *protocol.Request {
	h := http.Header{}
	for name, v := range map[string]string{"Content-Type": contentType, "Accept": accept} {
		if v != "" {
			h.Set(name, v)
		}
	}
	return &protocol.Request{
		HTTP: &http.Request{Method: http.MethodPut, Header: h}, Query: url.Values{},
		Labels: map[string]string{"label": "x"}, Body: strings.NewReader(body), Length: int64(len(body)),
	}
}

func TestTypes(t *testing.T) {
	tests := []struct {
		body, contentType, accept string
		status                    int
	}{
		{`{}`, "application/json", "", 0},
		{`{}`, "application/json; charset=utf-8", "", 0},
		{`{}`, "text/plain", "", 415},
		{`{}`, "", "", 415},
		{"", "", "", 0},
		{"", "text/plain", "", 0},
		{"", "", "text/html, application/*;q=0.5", 0},
		{"", "", "text/html", 406},
		{"", "", "application/json;q=0", 406},
	}
	c, s := restjson.New(), prototest.Sink(t, schema.RestJSON)
	for _, tt := range tests {
		in := reflect.New(s.Operations[0].Input.Type).Interface()
		err := c.Decode(request(tt.body, tt.contentType, tt.accept), s, s.Operations[0], in)
		e, _ := errors.AsType[*protocol.Error](err)
		if (e == nil) != (tt.status == 0) || e != nil && e.Status != tt.status {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

func TestError(t *testing.T) {
	w := httptest.NewRecorder()
	e := protocol.Errorf(403, "AccessDeniedException", "no").With("Resource", "r")
	e.Header = http.Header{"Retry-After": {"1"}}
	restjson.New().EncodeError(w, request("", "", ""), &schema.Service{Name: "lambda"}, nil, e, "id")
	h := w.Header()
	if w.Code != 403 || w.Body.String() != `{"message":"no","Resource":"r"}` || h.Get("X-Amzn-Errortype") != "AccessDeniedException" ||
		h.Get("Content-Type") != "application/json" || h.Get("Retry-After") != "1" {
		t.Errorf("%d %v %s", w.Code, h, w.Body)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"string":"x","Selves":[{"Self":{}}]}`, `{"header":["a"],"meta":{"a":"b"}}`, ``, `{"document":[1,{"a":null}]}`} {
		f.Add([]byte(seed))
	}
	c, s := restjson.New(), prototest.Sink(f, schema.RestJSON)
	f.Fuzz(func(t *testing.T, body []byte) { prototest.Fuzz(t, c, s, "application/json", body) })
}

// FuzzHeaders fuzzes what is bound to the request's head.
func FuzzHeaders(f *testing.F) {
	f.Add("a, \"b,c\"", "Mon, 16 Dec 2019 23:48:18 GMT", "a=b&a=c")
	f.Add(`"\`, "", "%zz")
	c, s := restjson.New(), prototest.Sink(f, schema.RestJSON)
	f.Fuzz(func(t *testing.T, list, when, query string) {
		r := request("", "", "")
		r.HTTP.Header["X-List"] = []string{list}
		r.HTTP.Header["X-When"] = []string{when}
		r.HTTP.Header["X-Meta-A"] = []string{list}
		r.Query, _ = url.ParseQuery(query)
		in := reflect.New(s.Operations[0].Input.Type).Interface()
		if err := c.Decode(r, s, s.Operations[0], in); err != nil && protocol.AsError(err).Status != 400 {
			t.Fatal(err)
		}
	})
}
