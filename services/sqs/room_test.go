package sqs

import (
	"context"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/protocol"
)

const (
	account = "123456789012"
	foreign = "210987654321"
	region  = "eu-west-3"
)

type enqueuer struct{}

func (enqueuer) Enqueue(tx kv.Tx, t task.Task) error { return task.Enqueue(tx, t) }

// scene is the room on a store of its own, called by root.
type scene struct {
	*testing.T
	*Service
	room *gateway.Room
	ids  *identity.Store
	clk  *clock.Manual
	ctx  context.Context
}

func play(t *testing.T) *scene {
	t.Helper()
	db, err := pebblekv.Open(t.TempDir(), pebblekv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.NewManual(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	engine := queue.New(queue.Options{Store: db, Tasks: enqueuer{}, Clock: clk})
	t.Cleanup(func() { engine.Close(); _ = db.Close() })
	box, err := seal.Open(filepath.Join(t.TempDir(), "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	room := New(Deps{Queues: engine})
	s := &scene{T: t, Service: room.Impl.(*Service), room: room, clk: clk, ids: identity.NewStore(db, box, clk, identity.Options{})}
	s.as(account)
	return s
}

// as makes the root of an account the caller.
func (s *scene) as(account string) {
	p := &identity.Principal{Kind: identity.Root, Account: account, ARN: "arn:aws:iam::" + account + ":root", ID: account}
	s.ctx = gateway.WithCall(s.Context(), &gateway.Call{Principal: p, Account: account, Region: region, Host: "localhost:4566", Scheme: "http"})
}

// do calls an operation that must succeed.
func do[In, Out any](s *scene, op func(context.Context, *In) (*Out, error), in In) *Out {
	s.Helper()
	out, err := op(s.ctx, &in)
	if err != nil {
		s.Fatalf("%T: %v", in, err)
	}
	return out
}

// fails calls an operation that must fail with a Query code and, in part, a message.
func fails[In, Out any](s *scene, op func(context.Context, *In) (*Out, error), in In, code, message string) {
	s.Helper()
	_, err := op(s.ctx, &in)
	if err == nil {
		s.Errorf("%T: no error, want %s", in, code)
		return
	}
	e := protocol.AsError(err)
	got := e.Code
	if e.QueryCode != "" {
		got = e.QueryCode
	}
	if got != code || !strings.Contains(e.Message, message) {
		s.Errorf("%T: %v, want %s %q", in, err, code, message)
	}
}

// allowed tells whether the caller may do an operation.
func (s *scene) allowed(op string, in any) bool {
	s.Helper()
	checks, err := s.room.Authorise[op](s.ctx, in)
	if err != nil {
		s.Fatal(err)
	}
	return s.ids.Authorise(s.ctx, gateway.CallFrom(s.ctx).Principal, nil, checks) == nil
}

func (s *scene) create(name string, attributes map[string]string) *string {
	s.Helper()
	return do(s, s.CreateQueue, sqs.CreateQueueInput{QueueName: &name, Attributes: attributes}).QueueUrl
}

var fifo = map[string]string{"FifoQueue": "true"}

// Each operation of the frame is built and says what must be allowed.
func TestEveryOperationIsBuilt(t *testing.T) {
	s := play(t)
	s.create("q", nil)
	for _, op := range s.room.Schema.Operations {
		if op.Input == nil {
			t.Errorf("%s is not built", op.Name)
			continue
		}
		in := filled(reflect.New(op.Input.Type))
		if _, err := op.Invoke(s.ctx, s.room.Impl, in); err != nil && protocol.AsError(err).Code == "NotImplemented" {
			t.Errorf("%s: %v", op.Name, err)
		}
		checks, err := s.room.Authorise[op.Name](s.ctx, in)
		if err != nil || len(checks) == 0 || checks[0].Action != "sqs:"+strings.TrimSuffix(op.Name, "Batch") || checks[0].Resource == "" {
			t.Errorf("%s: %+v %v", op.Name, checks, err)
		}
	}
}

// filled sets what says which queue is meant.
func filled(in reflect.Value) any {
	for name, v := range map[string]string{
		"QueueUrl": "http://localhost/" + account + "/q", "QueueName": "q", "SourceArn": "arn:aws:sqs:" + region + ":" + account + ":q",
		"TaskHandle": handle{"1", "arn:aws:sqs:" + region + ":" + account + ":q"}.String(),
	} {
		if f := in.Elem().FieldByName(name); f.IsValid() {
			f.Set(reflect.ValueOf(&v))
		}
	}
	return in.Interface()
}
