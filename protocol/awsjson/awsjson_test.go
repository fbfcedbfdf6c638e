package awsjson_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/awsjson"
	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/schema"
)

const contentType = "application/x-amz-json-1.0"

// everything is a document with a member of every kind.
const everything = `{"string":"a\"b","blob":"aGk=","boolean":true,"byte":1,"short":2,"integer":3,"long":4,` +
	`"float":1.5,"double":"NaN","bigInteger":12345678901234567890123,"bigDecimal":1.25,"timestamp":1.5,` +
	`"document":{"a":[1,2.5,null,"x",true]},"ISO":"2019-12-16T23:48:18Z","HTTP":"Mon, 16 Dec 2019 23:48:18 GMT",` +
	`"Texts":["a","b"],"Selves":[{"string":"x"},{}],"Numbers":{"a":1,"b":null},"Lists":{"a":["b"]},"One":{"Text":"x"},` +
	`"Self":{"Self":{}},"unknown":[{}]}`

func TestDecodeRefuses(t *testing.T) {
	c, s := awsjson.New(schema.AWSJSON10), prototest.Sink(t, schema.AWSJSON10)
	for _, body := range []string{
		`{`, `[]`, `null`, `{} x`, `{}{}`, `{"string":1}`, `{"string":"a","string":"b"}`, "{\"string\":\"\xff\"}",
		`{"long":1.5}`, `{"long":"1"}`, `{"boolean":1}`, `{"Texts":{}}`, `{"Texts":[null]}`, `{"Numbers":[]}`,
		`{"One":{}}`, `{"One":{"Text":"a","Number":1}}`, `{"timestamp":"1"}`, `{"ISO":1}`,
		`{"bigDecimal":1e1000000000}`, `{"bigDecimal":1e-100000}`,
		`{"bigInteger":` + strings.Repeat("1", 2000) + `}`,
		strings.Repeat(`{"Self":`, 300) + "null" + strings.Repeat("}", 300),
		`{"document":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `}`,
		`{"unknown":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`,
		`{"Selves":[` + strings.Repeat("{},", 1<<20) + `{}]}`,
	} {
		in := reflect.New(s.Operations[0].Input.Type).Interface()
		r := &protocol.Request{HTTP: &http.Request{Header: http.Header{}}, Body: strings.NewReader(body), Length: int64(len(body))}
		err := c.Decode(r, s, s.Operations[0], in)
		if e, ok := errors.AsType[*protocol.Error](err); !ok || e.Code != "SerializationException" || e.Status != 400 || len(e.Message) > 1000 {
			t.Errorf("%.80q: %v", body, err)
		}
	}
}

func TestErrors(t *testing.T) {
	known := &schema.Shape{
		Name: "QueueDoesNotExist", Kind: schema.Structure, Type: reflect.TypeFor[struct{ Message *string }](),
		Members: []schema.Member{{Name: "message", Wire: "message", Shape: &schema.Shape{Kind: schema.String}}},
		Error:   &schema.Error{Code: "AWS.SimpleQueueService.NonExistentQueue", Status: 400, Sender: true},
	}
	sqs := &schema.Service{Name: "sqs", QueryCompatible: true}
	tests := []struct {
		version schema.Protocol
		err     *protocol.Error
		status  int
		body    string
		query   string
	}{
		{schema.AWSJSON10, &protocol.Error{Code: "AccessDenied", Status: 403, Message: "no"}, 403,
			`{"__type":"com.amazonaws.sqs#AccessDenied","message":"no"}`, "AccessDenied;Sender"},
		{schema.AWSJSON11, &protocol.Error{Code: "InternalFailure", Server: true, Message: "oh", Details: []protocol.Detail{{Name: "Why", Value: "x"}}}, 500,
			`{"__type":"InternalFailure","message":"oh","Why":"x"}`, "InternalFailure;Receiver"},
		{schema.AWSJSON10, &protocol.Error{Code: known.Error.Code, Status: 400, Message: "gone", Shape: known}, 400,
			`{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}`, "AWS.SimpleQueueService.NonExistentQueue;Sender"},
	}
	for _, tt := range tests {
		w := httptest.NewRecorder()
		awsjson.New(tt.version).EncodeError(w, nil, sqs, nil, tt.err, "id")
		if w.Code != tt.status || w.Body.String() != tt.body || w.Header().Get("X-Amzn-Query-Error") != tt.query {
			t.Errorf("%v: %d %s %v", tt.err, w.Code, w.Body, w.Header())
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{everything, `{}`, ``, `{"One":null}`, `{"Self":{"long":1e3}}`, `[1`, `{"double":"Infinity"}`} {
		f.Add([]byte(seed))
	}
	c, s := awsjson.New(schema.AWSJSON10), prototest.Sink(f, schema.AWSJSON10)
	f.Fuzz(func(t *testing.T, body []byte) { prototest.Fuzz(t, c, s, contentType, body) })
}

// BenchmarkSmall is the size of a SendMessage.
func BenchmarkSmall(b *testing.B) {
	c, s := awsjson.New(schema.AWSJSON10), prototest.Sink(b, schema.AWSJSON10)
	body := `{"string":"http://127.0.0.1:4566/123456789012/orders","Texts":["` + strings.Repeat("x", 200) + `"],"integer":5}`
	prototest.Benchmark(b, c, s, contentType, []byte(body))
}
