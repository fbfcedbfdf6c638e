package wire

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Errors lets each modelled error of the built operations be answered once; the
// SDK must give it its code, its message and a type of its own.
func Errors(t *testing.T, api *API, o LoopOptions) {
	e := &echo{API: api}
	srv := httptest.NewServer(e)
	defer srv.Close()
	client := reflect.ValueOf(o.Client(srv.URL))
	seen := map[*schema.Shape]bool{}
	for _, op := range api.Schema.Operations {
		for _, sh := range op.Errors {
			if seen[sh] || op.Method == http.MethodHead { // answers to HEAD have no body
				continue
			}
			seen[sh] = true
			t.Run(sh.Name, func(t *testing.T) {
				value := reflect.New(sh.Type)
				(&Filler{}).Fill(value.Interface())
				modelled, ok := value.Interface().(protocol.Modelled)
				if !ok {
					t.Fatalf("%v is no error", value.Type())
				}
				e.fail = modelled.Wire()
				checkError(t, client.MethodByName(op.Name), o, e.fail, value.Interface())
			})
		}
	}
}

func checkError(t *testing.T, method reflect.Value, o LoopOptions, sent *protocol.Error, value any) {
	in := reflect.New(method.Type().In(1).Elem())
	(&Filler{Fixed: o.Input}).Fill(in.Interface())
	got := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
	err, _ := got[1].Interface().(error)
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("got %v", err)
	}
	if api.ErrorCode() != sent.Code || api.ErrorMessage() != sent.Message {
		t.Errorf("got %s: %s, want %s: %s", api.ErrorCode(), api.ErrorMessage(), sent.Code, sent.Message)
	}
	if _, generic := api.(*smithy.GenericAPIError); generic {
		t.Errorf("the SDK knows no type for %s", sent.Code)
		return
	}
	sdkOnly := func(path string) bool { return path == ".erroccodeoverride" || path == ".errorcodeoverride" }
	if d := Diff(Tree(api), Tree(value), sdkOnly); d != "" {
		t.Errorf("members differ:\n%s", d)
	}
}
