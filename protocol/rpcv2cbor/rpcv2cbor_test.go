package rpcv2cbor_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/internal/prototest"
	"github.com/cumulet/cumulet/protocol/rpcv2cbor"
	"github.com/cumulet/cumulet/protocol/schema"
)

const contentType = "application/cbor"

func request(body []byte, contentType string) *protocol.Request {
	h := http.Header{"Content-Type": {contentType}}
	return &protocol.Request{HTTP: &http.Request{Header: h}, Body: bytes.NewReader(body), Length: int64(len(body))}
}

func encode(t testing.TB, x any) []byte {
	data, err := cbor.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func unhex(s string) []byte {
	data, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return data
}

func TestDecodeRefuses(t *testing.T) {
	c, s := rpcv2cbor.New(), prototest.Sink(t, schema.RPCv2CBOR)
	type doc = map[string]any
	many := make([][]bool, 32)
	for i := range many {
		many[i] = make([]bool, 1<<16)
	}
	for name, body := range map[string][]byte{
		"a list":         unhex("80"),
		"null":           unhex("f6"),
		"cut off":        unhex("bf"),
		"trailing":       unhex("a0a0"),
		"long promise":   unhex("a163666f6f5affffffff"),
		"duplicate name": unhex("a2616101616102"),
		"number key":     unhex("a10102"),
		"not UTF-8":      append(unhex("a1"), append(encode(t, "string"), 0x61, 0xff)...),
		"wrong type":     encode(t, doc{"string": 1}),
		"too wide":       encode(t, doc{"byte": 128}),
		"float for int":  encode(t, doc{"long": 1.0}),
		"plain time":     encode(t, doc{"timestamp": 1.0}),
		"time is NaN":    append(unhex("a16974696d657374616d70"), unhex("c1fb7ff8000000000001")...),
		"null in list":   encode(t, doc{"Texts": []any{nil}}),
		"empty union":    encode(t, doc{"One": doc{}}),
		"two of a union": encode(t, doc{"One": doc{"Text": "a", "Number": 1}}),
		"unknown union":  encode(t, doc{"One": doc{"x": "a"}}),
		"deep":           append(bytes.Repeat(unhex("a16453656c66"), 300), 0xa0),
		"deep unknown":   append(unhex("a16178"), append(bytes.Repeat([]byte{0x81}, 1000), 0xf6)...),
		"many items":     encode(t, doc{"unknown": many}),
		"long list":      encode(t, doc{"Texts": make([]string, 1<<17+1)}),
	} {
		in := reflect.New(s.Operations[0].Input.Type).Interface()
		err := c.Decode(request(body, contentType), s, s.Operations[0], in)
		if e, ok := errors.AsType[*protocol.Error](err); !ok || e.Code != "SerializationException" || e.Status != 400 {
			t.Errorf("%s: %v", name, err)
		}
	}
	in := reflect.New(s.Operations[0].Input.Type).Interface()
	if err := c.Decode(request(unhex("a0"), "application/json"), s, s.Operations[0], in); protocol.AsError(err).Status != 415 {
		t.Errorf("JSON by its type: %v", err)
	}
}

func TestError(t *testing.T) {
	w := httptest.NewRecorder()
	s := &schema.Service{Name: "sqs", QueryCompatible: true}
	rpcv2cbor.New().EncodeError(w, nil, s, nil, protocol.Errorf(400, "NoSuchQueue", "gone"), "id")
	var body map[string]string
	if err := cbor.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"__type": "com.amazonaws.sqs#NoSuchQueue", "message": "gone"}
	h := w.Header()
	if w.Code != 400 || !reflect.DeepEqual(body, want) || h.Get("Smithy-Protocol") != "rpc-v2-cbor" ||
		h.Get("X-Amzn-Query-Error") != "NoSuchQueue;Sender" {
		t.Errorf("%d %v %v", w.Code, h, body)
	}
}

func FuzzDecode(f *testing.F) {
	type doc = map[string]any
	f.Add([]byte(nil))
	f.Add(unhex("bfff"))
	f.Add(encode(f, doc{
		"string": "x", "blob": []byte("b"), "float": 1.5, "long": -1, "timestamp": cbor.Tag{Number: 1, Content: 1.5},
		"Texts": []string{"a"}, "Selves": []doc{{}, {"string": "x"}}, "Numbers": doc{"a": nil}, "One": doc{"Number": 1},
		"bigInteger": 5, "document": []any{1, "x", nil, doc{"a": 1.5}},
	}))
	c, s := rpcv2cbor.New(), prototest.Sink(f, schema.RPCv2CBOR)
	f.Fuzz(func(t *testing.T, body []byte) { prototest.Fuzz(t, c, s, contentType, body) })
}

func BenchmarkSmall(b *testing.B) {
	c, s := rpcv2cbor.New(), prototest.Sink(b, schema.RPCv2CBOR)
	body := encode(b, map[string]any{
		"string": "http://127.0.0.1:4566/123456789012/orders", "Texts": []string{strings.Repeat("x", 200)}, "integer": 5,
	})
	prototest.Benchmark(b, c, s, contentType, body)
}
