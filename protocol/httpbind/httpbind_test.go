package httpbind_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/schema"
)

func TestReadBody(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("hello"))
	_ = z.Close()
	var bomb bytes.Buffer
	z = gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, protocol.MaxBody+1))
	_ = z.Close()
	forged := protocol.Errorf(400, "XAmzContentSHA256Mismatch", "no match")
	tests := []struct {
		name     string
		encoding string
		body     io.Reader
		length   int64
		want     string
		code     string
	}{
		{name: "plain", body: strings.NewReader("hello"), length: 5, want: "hello"},
		{name: "length unknown", body: strings.NewReader("hello"), length: -1, want: "hello"},
		{name: "none", length: 0},
		{name: "gzip", encoding: "gzip", body: &packed, length: -1, want: "hello"},
		{name: "other encoding", encoding: "gzip, custom", body: strings.NewReader("hello"), length: 5, want: "hello"},
		{name: "no gzip", encoding: "custom,gzip", body: strings.NewReader("hello"), length: 5, code: "IncompleteBody"},
		{name: "bomb", encoding: "gzip", body: &bomb, length: int64(bomb.Len()), code: "RequestEntityTooLarge"},
		{name: "announced too large", body: strings.NewReader(""), length: protocol.MaxBody + 1, code: "RequestEntityTooLarge"},
		{name: "too large", body: io.LimitReader(zeros{}, protocol.MaxBody+1), length: -1, code: "RequestEntityTooLarge"},
		{name: "broken off", body: io.MultiReader(strings.NewReader("he"), failing{io.ErrUnexpectedEOF}), length: 5, code: "IncompleteBody"},
		{name: "forged, empty", body: failing{forged}, length: 0, code: "XAmzContentSHA256Mismatch"},
		{name: "forged", body: io.MultiReader(strings.NewReader("hello"), failing{forged}), length: 5, code: "XAmzContentSHA256Mismatch"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &protocol.Request{HTTP: &http.Request{Header: http.Header{}}, Body: tt.body, Length: tt.length}
			if tt.encoding != "" {
				r.HTTP.Header.Set("Content-Encoding", tt.encoding)
			}
			got, err := httpbind.ReadBody(r)
			if tt.code != "" {
				if e, ok := errors.AsType[*protocol.Error](err); !ok || e.Code != tt.code {
					t.Fatalf("error %v, want %s", err, tt.code)
				}
				return
			}
			if err != nil || string(got) != tt.want {
				t.Errorf("%q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

type object struct {
	Key           *string
	ContentLength *int64
	Metadata      map[string]string
	Tags          []string
	Body          io.Reader
}

func objectShape() *schema.Shape {
	str := &schema.Shape{Kind: schema.String, Type: reflect.TypeFor[string]()}
	return &schema.Shape{
		Name: "Object", Kind: schema.Structure, Payload: 5, Type: reflect.TypeFor[object](),
		Members: []schema.Member{
			{Name: "Key", Wire: "Key", Shape: str, In: schema.InURI},
			{Name: "ContentLength", Wire: "Content-Length", In: schema.InHeader, Shape: &schema.Shape{Kind: schema.Long, Type: reflect.TypeFor[int64]()}},
			{Name: "Metadata", Wire: "x-amz-meta-", In: schema.InPrefixHeaders, Shape: &schema.Shape{Kind: schema.Map, Elem: &schema.Member{Shape: str}, Type: reflect.TypeFor[map[string]string]()}},
			{Name: "Tags", Wire: "X-Tags", In: schema.InHeader, Shape: &schema.Shape{Kind: schema.List, Elem: &schema.Member{Shape: str}, Type: reflect.TypeFor[[]string]()}},
			{Name: "Body", In: schema.InPayload, Streaming: true, Shape: &schema.Shape{Kind: schema.Blob, Type: reflect.TypeFor[[]byte]()}},
		},
	}
}

func TestDecodeStreams(t *testing.T) {
	body := failing{errors.New("read")} // decoding must not touch it
	r := &protocol.Request{
		HTTP: &http.Request{ContentLength: 7, Header: http.Header{
			"X-Amz-Meta-Size": {"big"}, "X-Tags": {`a, "b,c"`, "d"},
		}},
		Labels: map[string]string{"Key": "a/b"}, Query: url.Values{}, Body: body, Length: 7,
	}
	var in object
	if err := httpbind.Decode(nil, r, &schema.Operation{Input: objectShape()}, &in); err != nil {
		t.Fatal(err)
	}
	if *in.Key != "a/b" || *in.ContentLength != 7 || in.Metadata["size"] != "big" ||
		!reflect.DeepEqual(in.Tags, []string{"a", "b,c", "d"}) || in.Body != io.Reader(body) {
		t.Errorf("decoded %+v", in)
	}
}

func TestEncodeStreams(t *testing.T) {
	op := &schema.Operation{Output: objectShape(), Status: 206}
	length := int64(5)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		body := &closer{Reader: strings.NewReader("hello")}
		out := object{
			ContentLength: &length, Body: body, Tags: []string{"a", "b,c", `"`},
			Metadata: map[string]string{"size": "big\r\nSet-Cookie: x"},
		}
		w := httptest.NewRecorder()
		r := &protocol.Request{HTTP: httptest.NewRequest(method, "/", nil)}
		if err := httpbind.Encode(nil, w, r, nil, op, &out); err != nil {
			t.Fatal(err)
		}
		want := "hello"
		if method == http.MethodHead {
			want = ""
		}
		h, asSent := w.Header(), "x-amz-meta-size" // clients make keys of such names
		if w.Code != 206 || w.Body.String() != want || !body.closed || h.Get("Content-Length") != "5" ||
			h.Get("X-Tags") != `a, "b,c", "\""` || strings.Join(h[asSent], "|") != "big  Set-Cookie: x" ||
			h.Get("Content-Type") != "application/octet-stream" {
			t.Errorf("%s: %d %v %q, closed %v", method, w.Code, h, w.Body, body.closed)
		}
	}
}

func TestEncodeReportsBrokenStreams(t *testing.T) {
	w := httptest.NewRecorder()
	r := &protocol.Request{HTTP: httptest.NewRequest(http.MethodGet, "/", nil)}
	err := httpbind.Encode(nil, w, r, nil, &schema.Operation{Output: objectShape()}, &object{Body: failing{io.ErrUnexpectedEOF}})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
}

type closer struct {
	io.Reader
	closed bool
}

func (c *closer) Close() error { c.closed = true; return nil }
