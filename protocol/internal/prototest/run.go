package prototest

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"regexp"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
	"github.com/cumulet/cumulet/protocol/validate"
)

// httpRequest makes a request as the gateway hands it to a codec.
func (r *runner) httpRequest(op *schema.Operation, method, uri, host string, query []string, headers map[string]string, body *string) (*protocol.Request, error) {
	path, rawQuery, _ := strings.Cut(uri, "?")
	if len(query) > 0 {
		rawQuery = strings.TrimPrefix(rawQuery+"&"+strings.Join(query, "&"), "&")
	}
	h := http.Header{}
	for k, v := range headers {
		h.Set(k, v)
	}
	if host == "" {
		host = "example.com"
	}
	text := ""
	if body != nil {
		text = *body
	}
	if r.service.schema.Protocols[0] == schema.RPCv2CBOR {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, err
		}
		text = string(data)
	}
	out := &protocol.Request{
		HTTP: &http.Request{Method: method, Host: host, Header: h, URL: &url.URL{Path: path, RawQuery: rawQuery}, ContentLength: int64(len(text))},
		Path: path, RawQuery: rawQuery, Body: strings.NewReader(text), Length: int64(len(text)),
	}
	form := rawQuery
	if p := r.service.schema.Protocols[0]; p == schema.AWSQuery || p == schema.EC2Query {
		form = text
	}
	var err error
	if out.Query, err = url.ParseQuery(form); err != nil {
		return nil, err
	}
	if r.router == nil {
		return out, nil
	}
	found, labels, err := r.router.Match(method, path, out.Query, h)
	if err != nil {
		return nil, err
	}
	if found != op {
		return nil, fmt.Errorf("routed to %s", found.Name)
	}
	out.Labels = labels
	return out, nil
}

// request decodes a request and compares what came out.
func (r *runner) request(op *schema.Operation, tc *requestTest) error {
	if tc.Body == nil && len(tc.Params) > 0 && !rest(r.service.schema.Protocols[0]) {
		return errors.New("the test has parameters, but no body to decode")
	}
	uri := tc.URI
	if bucket, ok := tc.Params["Bucket"].(string); ok && !strings.HasPrefix(uri, "/"+bucket) {
		uri = "/" + bucket + uri // as the gateway does for virtual-hosted buckets
	}
	req, err := r.httpRequest(op, tc.Method, uri, tc.Host, tc.QueryParams, tc.Headers, tc.Body)
	if err != nil {
		return err
	}
	if tc.MediaType == "application/json" && req.HTTP.Header.Get("Content-Type") == "" {
		req.HTTP.Header.Set("Content-Type", tc.MediaType) // which the test leaves to the client
	}
	in := reflect.New(op.Input.Type)
	if err := r.codec.Decode(req, r.service.schema, op, in.Interface()); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return compareStruct("", op.Input, in.Elem(), tc.Params)
}

// response encodes an answer, or an error where e is not nil.
func (r *runner) response(op *schema.Operation, e *schema.Shape, tc *responseTest) error {
	w := httptest.NewRecorder()
	req := &protocol.Request{HTTP: httptest.NewRequestWithContext(context.Background(), op.Method, "/", nil)}
	if tc.MediaType == "" && tc.Body != nil && strings.HasPrefix(*tc.Body, "<") {
		tc.MediaType = "application/xml"
	}
	requestID := "amazon-uniq-request-id"
	if tc.Body != nil && tc.MediaType == "application/xml" {
		requestID = idIn(*tc.Body)
	}
	w.Header().Set("X-Amzn-Requestid", requestID) // as the gateway does
	s := op.Output
	if e != nil {
		s = e
	}
	v := reflect.New(s.Type)
	if err := fillStruct(s, v.Elem(), tc.Params); err != nil {
		return err
	}
	if e == nil {
		if err := r.codec.Encode(w, req, r.service.schema, op, v.Interface(), requestID); err != nil {
			return fmt.Errorf("encode: %w", err)
		}
	} else {
		r.codec.EncodeError(w, req, r.service.schema, op, &protocol.Error{
			Code: e.Error.Code, Status: e.Error.Status, Server: !e.Error.Sender, Shape: e, Value: v.Interface(),
		}, requestID)
	}
	if w.Code != tc.Code {
		return fmt.Errorf("status %d, want %d", w.Code, tc.Code)
	}
	if err := checkHeaders(w.Header(), &tc.message); err != nil {
		return err
	}
	if tc.Body == nil {
		return nil
	}
	return compareBody(tc.MediaType, *tc.Body, w.Body.Bytes())
}

var requestIDElement = regexp.MustCompile(`<(?:requestId|RequestId|RequestID)>([^<]*)<`)

// idIn gives the request id in an XML document, empty where there is none.
func idIn(doc string) string {
	if m := requestIDElement.FindStringSubmatch(doc); m != nil {
		return m[1]
	}
	return ""
}

// malformed demands that a request is refused in the way that the test says.
func (r *runner) malformed(op *schema.Operation, tc *malformedTest) error {
	q := tc.Request
	req, err := r.httpRequest(op, q.Method, q.URI, q.Host, q.QueryParams, q.Headers, q.Body)
	if err != nil {
		return err
	}
	in := reflect.New(op.Input.Type)
	err = r.codec.Decode(req, r.service.schema, op, in.Interface())
	if err == nil {
		if found := validate.Check(op.Input, in.Interface()); len(found) > 0 {
			err = validate.Error(r.service.schema, found)
		}
	}
	if err == nil {
		return errors.New("was not refused")
	}
	w := httptest.NewRecorder()
	r.codec.EncodeError(w, req, r.service.schema, op, protocol.AsError(err), "foo-id")
	want := tc.Response
	if w.Code != want.Code {
		return fmt.Errorf("status %d, want %d: %w", w.Code, want.Code, err)
	}
	if err := checkHeaders(w.Header(), &message{Headers: want.Headers}); err != nil {
		return err
	}
	if want.Body == nil {
		return nil
	}
	if p := want.Body.Assertion.MessageRegex; p != nil {
		if ok, err := regexp.Match(*p, w.Body.Bytes()); err != nil || !ok {
			return fmt.Errorf("body %q does not match %q", w.Body, *p)
		}
	}
	if p := want.Body.Assertion.Contents; p != nil {
		return compareBody(want.Body.MediaType, *p, w.Body.Bytes())
	}
	return nil
}

func checkHeaders(sent http.Header, want *message) error {
	h := http.Header{} // names count without regard to case
	for name, values := range sent {
		name = http.CanonicalHeaderKey(name)
		h[name] = append(h[name], values...)
	}
	for name, value := range want.Headers {
		if got := h.Values(name); len(got) != 1 || !sameHeader(got[0], value) {
			return fmt.Errorf("header %s is %q, want %q", name, got, value)
		}
	}
	for _, name := range want.Require {
		if h.Get(name) == "" {
			return fmt.Errorf("header %s is missing", name)
		}
	}
	for _, name := range want.ForbidHeaders {
		if got := h.Values(name); len(got) > 0 {
			return fmt.Errorf("header %s must not be there, is %q", name, got)
		}
	}
	return nil
}

// sameHeader compares two values, lists without regard to blanks around commas.
func sameHeader(got, want string) bool {
	return strings.ReplaceAll(got, ", ", ",") == strings.ReplaceAll(want, ", ", ",")
}
