package prototest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Fuzz is the body of a fuzz target. A body must be refused with an error of the
// caller's fault or decoded; what was decoded must survive being encoded and
// decoded again.
func Fuzz(t *testing.T, c protocol.Codec, s *schema.Service, contentType string, body []byte) {
	op := s.Operations[0]
	decode := func(body []byte) (any, error) {
		in := reflect.New(op.Input.Type).Interface()
		return in, c.Decode(sinkRequest(contentType, body), s, op, in)
	}
	first, err := decode(body)
	if err != nil {
		if e := protocol.AsError(err); e.Status < 400 || e.Status > 499 {
			t.Fatalf("%q: %v", body, err)
		}
		return
	}
	encode := func(out any) []byte {
		same := *op // an output that is like the input, all of it in the body
		same.Output = op.Input
		w := httptest.NewRecorder()
		if err := c.Encode(w, sinkRequest(contentType, nil), s, &same, out, "id"); err != nil {
			t.Fatalf("%q: encode: %v", body, err)
		}
		return w.Body.Bytes()
	}
	once := encode(first)
	second, err := decode(once)
	if err != nil {
		t.Fatalf("%q was encoded as %q, which is refused: %v", body, once, err)
	}
	if twice := encode(second); !bytes.Equal(once, twice) {
		t.Fatalf("%q was encoded as %q, and that as %q", body, once, twice)
	}
}

func sinkRequest(contentType string, body []byte) *protocol.Request {
	return &protocol.Request{
		HTTP:   &http.Request{Method: http.MethodPut, Header: http.Header{"Content-Type": {contentType}}},
		Labels: map[string]string{"label": "x"}, Query: url.Values{},
		Body: bytes.NewReader(body), Length: int64(len(body)),
	}
}

// Benchmark measures decoding of one request and encoding of it as an answer.
func Benchmark(b *testing.B, c protocol.Codec, s *schema.Service, contentType string, body []byte) {
	op := s.Operations[0]
	in := reflect.New(op.Input.Type).Interface()
	if err := c.Decode(sinkRequest(contentType, body), s, op, in); err != nil {
		b.Fatal(err)
	}
	b.Run("decode", func(b *testing.B) {
		r := sinkRequest(contentType, body)
		for b.Loop() {
			r.Body = bytes.NewReader(body)
			if err := c.Decode(r, s, op, reflect.New(op.Input.Type).Interface()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encode", func(b *testing.B) {
		r, w := sinkRequest(contentType, nil), discard{}
		same := *op
		same.Output = op.Input
		for b.Loop() {
			if err := c.Encode(w, r, s, &same, in, "id"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// discard is a [http.ResponseWriter] that costs next to nothing.
type discard http.Header

func (d discard) Header() http.Header         { return http.Header(d) }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(status int) {
	if status != http.StatusOK {
		panic(fmt.Sprint("status ", status))
	}
}
