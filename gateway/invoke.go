package gateway

import (
	"context"
	"fmt"

	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
)

// Invocation is a call from one room to another.
type Invocation struct {
	// As is who calls: a role session, or a service principal with SourceARN
	// and SourceAccount.
	As        *identity.Principal
	Account   string // the account to work in; empty means As.Account, then SourceAccount
	Region    string // empty means that of the surrounding call
	Service   string // "sqs"
	Operation string // "SendMessage"
	Input     any    // *SendMessageInput
}

// Invoke runs an operation in process, typed, through the same pipeline as a
// request from outside: validation, authorisation, throttling and the record
// hold here too. It answers the operation's *Output.
func (g *Gateway) Invoke(ctx context.Context, v Invocation) (out any, err error) {
	e := g.rooms.byName[v.Service]
	if e == nil {
		return nil, notBuilt("The service %s is not built.", v.Service)
	}
	op := e.Schema.Operation(v.Operation)
	if op == nil || op.Input == nil {
		return nil, notBuilt("The operation %s of %s is not built.", v.Operation, e.Schema.ID)
	}
	outer := CallFrom(ctx)
	call := &Call{
		Principal: v.As, Account: first(v.Account, v.As.Account, v.As.SourceAccount, g.Account),
		Region: first(v.Region, outer.Region, g.Region), RequestID: newRequestID(),
		Time: g.Clock.Now(), SourceIP: outer.SourceIP, UserAgent: "cumulet", Secure: true,
		Host: outer.Host, Scheme: outer.Scheme, Inside: true,
	}
	pending := record.NewPending(record.Record{
		ID: call.RequestID, Time: call.Time, Account: call.Account, Region: call.Region,
		Service: e.Schema.Name, Operation: op.Name, ReadOnly: op.ReadOnly,
		Principal: v.As.ARN, UserID: v.As.ID, SourceIP: call.SourceIP, Via: "cumulet",
		Status: 200,
	})
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
		status, code := 200, ""
		if err != nil {
			sent := errorOf(e.Schema, e.Schema.Protocols[0], err)
			status, code, err = sent.Status, sent.Code, sent
		}
		if rec, committed := pending.Finish(status, code); !committed || err != nil {
			g.records.add(rec)
		}
	}()
	return g.run(record.With(WithCall(ctx, call), pending), e, op, v.Input)
}

// Do invokes an operation and types its output.
func Do[Out any](ctx context.Context, g *Gateway, v Invocation) (*Out, error) {
	out, err := g.Invoke(ctx, v)
	if err != nil {
		return nil, err
	}
	typed, ok := out.(*Out)
	if !ok {
		return nil, fmt.Errorf("%s:%s answers %T", v.Service, v.Operation, out)
	}
	return typed, nil
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
