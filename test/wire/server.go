package wire

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/router"
	"github.com/cumulet/cumulet/protocol/schema"
)

// API is a service with the codec that it is tested through.
type API struct {
	Schema *schema.Service
	Codec  protocol.Codec
	router *router.Router // nil for the Query protocols
}

// NewAPI makes an API for tests.
func NewAPI(s *schema.Service, c protocol.Codec) (*API, error) {
	a := &API{Schema: s, Codec: c}
	var err error
	if p := s.Protocols[0]; p == schema.RestXML || p == schema.RestJSON {
		a.router, err = router.New(s)
	}
	return a, err
}

// route finds the operation of a request and prepares it for the codec.
func (a *API) route(r *http.Request) (*protocol.Request, *schema.Operation, error) {
	req := &protocol.Request{
		HTTP: r, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, Query: r.URL.Query(),
		Body: r.Body, Length: r.ContentLength,
	}
	if a.router != nil {
		op, labels, err := a.router.Match(r.Method, req.Path, req.Query, r.Header)
		req.Labels = labels
		return req, op, err
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		name, ok := strings.CutPrefix(target, a.Schema.TargetPrefix+".")
		if op := a.Schema.Operation(name); ok && op != nil {
			return req, op, nil
		}
		return nil, nil, fmt.Errorf("no operation for %s", target)
	}
	form, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, nil, err
	}
	req.Body = strings.NewReader(string(form))
	if req.Query, err = url.ParseQuery(string(form)); err != nil {
		return nil, nil, err
	}
	op := a.Schema.Operation(req.Query.Get("Action"))
	if op == nil || req.Query.Get("Version") != a.Schema.Version {
		return nil, nil, fmt.Errorf("no operation for Action %s, Version %s", req.Query.Get("Action"), req.Query.Get("Version"))
	}
	return req, op, nil
}

// decode reads a request of a built operation into a new input.
func (a *API) decode(req *protocol.Request, op *schema.Operation) (any, error) {
	in := reflect.New(op.Input.Type).Interface()
	if err := a.Codec.Decode(req, a.Schema, op, in); err != nil {
		return nil, fmt.Errorf("%s: decode: %w", op.Name, err)
	}
	return in, nil
}
