package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime/debug"

	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
	"github.com/cumulet/cumulet/protocol/validate"
)

// serveAPI takes a request through the pipeline and answers it.
func (g *Gateway) serveAPI(x *exchange, at place) {
	rt, err := g.route(x.r, at)
	if rt.entry != nil {
		x.service = rt.entry.Schema.Name
	}
	if rt.op != nil {
		x.operation, x.readOnly = rt.op.Name, rt.op.ReadOnly
	}
	setIDs(x, rt)
	out, err := g.through(x, rt, err)
	if err == nil {
		err = g.answer(x, rt, out)
	}
	if err != nil {
		g.fail(x, rt, err)
	}
}

// through does everything from authentication to the operation. Whatever
// panics on the way becomes InternalFailure.
func (g *Gateway) through(x *exchange, rt *route, routed error) (out any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	if routed != nil {
		return nil, routed
	}
	if err := g.authenticate(x, rt); err != nil {
		return nil, err
	}
	if rt.op.Input == nil {
		return nil, notBuilt("The operation %s of %s is not built.", rt.op.Name, rt.entry.Schema.ID)
	}
	if rt.entry.Prepare != nil {
		if rt.req.Body, err = rt.entry.Prepare(rt.op, rt.req.HTTP, rt.req.Body); err != nil {
			return nil, err
		}
	}
	in := reflect.New(rt.op.Input.Type).Interface()
	if err := rt.codec.Decode(rt.req, rt.entry.Schema, rt.op, in); err != nil {
		return nil, err
	}
	return g.run(x.ctx, rt.entry, rt.op, in)
}

func panicked(p any) error {
	return fmt.Errorf("panic: %v\n%s", p, debug.Stack())
}

// run takes a decoded call from validation to its operation; calls between
// rooms begin here.
func (g *Gateway) run(ctx context.Context, e *entry, op *schema.Operation, in any) (any, error) {
	validate.Fill(op.Input, in)
	if bad := validate.Check(op.Input, in); len(bad) > 0 {
		return nil, validate.Error(e.Schema, bad)
	}
	authorise := e.Authorise[op.Name]
	if authorise == nil {
		return nil, fmt.Errorf("%s:%s: nobody authorises it", e.Schema.Name, op.Name)
	}
	checks, err := authorise(ctx, in)
	if err != nil {
		return nil, err
	}
	call := CallFrom(ctx)
	if len(checks) > 0 {
		if err := g.Identity.Authorise(ctx, call.Principal, globalContext(call), checks); err != nil {
			return nil, err
		}
	}
	if g.Throttle != nil {
		if err := g.Throttle(ctx, call, op); err != nil {
			return nil, err
		}
	}
	return op.Invoke(ctx, e.Impl, in)
}

// answer encodes an output. An error after the first byte closes the
// connection, so that the client does not take half an answer for a whole one.
func (g *Gateway) answer(x *exchange, rt *route, out any) error {
	defer closeOutput(rt.op, out)
	err := rt.codec.Encode(x, rt.req, rt.entry.Schema, rt.op, out, x.call.RequestID)
	if err != nil && x.status != 0 {
		x.cause, x.errorCode = err, "Aborted"
		x.abort = true
		return nil
	}
	return err
}

func closeOutput(op *schema.Operation, out any) {
	if out == nil || op.Output == nil || op.Output.Payload == 0 {
		return
	}
	field := reflect.ValueOf(out).Elem().Field(op.Output.Payload - 1)
	if c, ok := field.Interface().(io.Closer); ok {
		c.Close()
	}
}

// fail encodes an error.
func (g *Gateway) fail(x *exchange, rt *route, err error) {
	if errors.Is(err, context.Canceled) && x.r.Context().Err() != nil {
		// The client left: no fault of ours.
		err = protocol.Errorf(http.StatusBadRequest, "RequestTimeout", "The connection was closed before the request was answered.")
	}
	if rt.entry != nil && rt.entry.Errors != nil {
		err = rt.entry.Errors(x.ctx, err)
	}
	e := errorOf(rt.service(), rt.proto, err)
	x.errorCode = e.Code
	if e.Cause != nil {
		x.cause = e.Cause
	}
	for k, v := range e.Header {
		x.Header()[http.CanonicalHeaderKey(k)] = v
	}
	rt.codec.EncodeError(x, rt.req, rt.service(), rt.op, e, x.call.RequestID)
}

// beginRecord opens the call's record, once it is known who calls.
func (x *exchange) beginRecord() {
	c := x.call
	x.pending = record.NewPending(record.Record{
		ID: c.RequestID, Time: c.Time, Account: c.Account, Region: c.Region,
		Service: x.service, Operation: x.operation, ReadOnly: x.readOnly,
		Principal: c.Principal.ARN, UserID: c.Principal.ID, AccessKey: c.Principal.AccessKeyID,
		SourceIP: c.SourceIP, UserAgent: clip(c.UserAgent), Status: http.StatusOK,
	})
	x.ctx = record.With(x.ctx, x.pending)
}
