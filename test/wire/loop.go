package wire

import (
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// LoopOptions say what of the SDK is peculiar.
type LoopOptions struct {
	// Client makes the SDK's client for the endpoint.
	Client func(endpoint string) any
	// Input and Output hold values of fields where any value won't do.
	Input, Output map[string]any
	// Ignore tells paths of [Tree] that the SDK changes by itself.
	Ignore func(op, path string) bool
}

// echo answers the next call and keeps what was decoded.
type echo struct {
	*API
	op   string
	in   map[string]string
	out  any
	fail *protocol.Error
	err  error
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	req, op, err := e.route(r)
	if err != nil {
		e.err = err
		w.WriteHeader(http.StatusTeapot)
		return
	}
	e.op = op.Name
	in, err := e.decode(req, op)
	if err != nil {
		e.err = err
		w.WriteHeader(http.StatusTeapot)
		return
	}
	e.in = Tree(in)
	if e.fail != nil {
		e.Codec.EncodeError(w, req, e.Schema, op, e.fail, "request-1")
		return
	}
	e.err = e.Codec.Encode(w, req, e.Schema, op, e.out, "request-1")
}

// Loop lets the SDK's client call every built operation.
func Loop(t *testing.T, api *API, o LoopOptions) {
	e := &echo{API: api}
	srv := httptest.NewServer(e)
	defer srv.Close()
	client := reflect.ValueOf(o.Client(srv.URL))
	for _, op := range api.Schema.Operations {
		if op.Input == nil {
			continue
		}
		t.Run(op.Name, func(t *testing.T) { loop(t, e, client.MethodByName(op.Name), op, &o) })
	}
}

func loop(t *testing.T, e *echo, method reflect.Value, op *schema.Operation, o *LoopOptions) {
	in := reflect.New(method.Type().In(1).Elem())
	(&Filler{Fixed: o.Input}).Fill(in.Interface())
	out := reflect.New(op.Output.Type)
	(&Filler{Fixed: o.Output}).Fill(out.Interface())
	e.in, e.out, e.fail, e.err, e.op = nil, out.Interface(), nil, nil, ""

	got := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
	if err, _ := got[1].Interface().(error); err != nil || e.err != nil {
		t.Fatalf("client: %v; server: %v", err, e.err)
	}
	if e.op != op.Name {
		t.Fatalf("arrived as %s", e.op)
	}
	ignore := func(path string) bool { return o.Ignore != nil && o.Ignore(op.Name, path) }
	answer := Tree(got[0].Interface())
	rewind(out) // the streams that the answer used up
	rewind(in)
	if d := Diff(e.in, Tree(in.Interface()), ignore); d != "" {
		t.Errorf("decoded input differs from what was sent:\n%s", d)
	}
	if d := Diff(answer, Tree(out.Interface()), ignore); d != "" {
		t.Errorf("the client's output differs from what was answered:\n%s", d)
	}
}

// rewind makes the streams of a filled struct readable again.
func rewind(p reflect.Value) {
	for i := range p.Elem().NumField() {
		if f := p.Elem().Field(i); f.Type() == reflect.TypeFor[io.Reader]() {
			if s, ok := f.Interface().(*strings.Reader); ok {
				s.Reset(body)
			}
		}
	}
}
