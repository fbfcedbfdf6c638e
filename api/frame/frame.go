// Package frame holds what the generated frames in api/aws share: how their
// tables are completed, how their operations are called and how their errors
// are sent.
package frame

import (
	"context"
	"fmt"
	"net/http"
	"reflect"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Invoke turns a method expression of a generated interface
// (iam.Service.CreateUser) into the table's way to call it.
func Invoke[S, In, Out any](call func(S, context.Context, *In) (*Out, error)) schema.Invoker {
	return func(ctx context.Context, impl, in any) (any, error) {
		service, ok := impl.(S)
		input, okIn := in.(*In)
		if !ok || !okIn {
			return nil, fmt.Errorf("invoke %T: got %T of %T", call, in, impl)
		}
		out, err := call(service, ctx, input)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = new(Out)
		}
		return out, nil
	}
}

// NotImplemented is the answer of an operation that is not built: AWS's
// NotImplemented with status 501, naming the operation.
func NotImplemented(service, operation string) error {
	return protocol.Errorf(http.StatusNotImplemented, "NotImplemented",
		"The operation %s of %s is not implemented.", operation, service)
}

// Wire gives a typed error, a pointer to the struct of one of the service's
// error shapes, as it is sent.
func Wire[T any](s *schema.Service, e *T, message *string) *protocol.Error {
	sh := errorShape(s, reflect.TypeFor[T]())
	out := &protocol.Error{
		Code: sh.Error.Code, Status: sh.Error.Status, Server: !sh.Error.Sender,
		Shape: sh, Value: e,
	}
	if message != nil {
		out.Message = *message
	}
	return out
}

func errorShape(s *schema.Service, t reflect.Type) *schema.Shape {
	for _, op := range s.Operations {
		for _, sh := range op.Errors {
			if sh.Type == t {
				return sh
			}
		}
	}
	panic(fmt.Sprintf("%s: %s is not an error of the frame", s.Name, t))
}
