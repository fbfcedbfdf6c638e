package iam

import (
	"context"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/protocol"
)

const account = "123456789012"

const rootKey = "AKIAROOTROOTROOTROOT"

// scene is the room on a store of its own, called by root.
type scene struct {
	*testing.T
	*Service
	room *gateway.Room
	clk  *clock.Manual
	ctx  context.Context
}

func play(t *testing.T) *scene {
	t.Helper()
	db, err := pebblekv.Open(t.TempDir(), pebblekv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	box, err := seal.Open(filepath.Join(t.TempDir(), "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.NewManual(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	ids := identity.NewStore(db, box, clk, identity.Options{})
	if err := ids.EnsureRoot(t.Context(), account, rootKey, strings.Repeat("s", 40)); err != nil {
		t.Fatal(err)
	}
	room := New(Deps{Store: db, Identity: ids})
	s := &scene{T: t, Service: room.Impl.(*Service), room: room, clk: clk}
	s.as(rootKey)
	return s
}

// as makes the owner of a key the caller.
func (s *scene) as(keyID string) {
	s.Helper()
	c, err := s.ids.Credential(s.Context(), keyID, "")
	if err != nil {
		s.Fatal(err)
	}
	s.ctx = gateway.WithCall(s.Context(), &gateway.Call{Principal: c.Principal, Account: account})
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

// fails calls an operation that must fail with a code and, in part, a message.
func fails[In, Out any](s *scene, op func(context.Context, *In) (*Out, error), in In, code, message string) {
	s.Helper()
	_, err := op(s.ctx, &in)
	if err == nil {
		s.Errorf("%T: no error, want %s", in, code)
		return
	}
	if e := protocol.AsError(err); e.Code != code || !strings.Contains(e.Message, message) {
		s.Errorf("%T: %v, want %s %q", in, err, code, message)
	}
}

const (
	allow = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`
	trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
)

// Each operation of the frame is built and says what must be allowed.
func TestEveryOperationIsBuilt(t *testing.T) {
	s := play(t)
	for _, op := range s.room.Schema.Operations {
		if op.Input == nil {
			continue
		}
		in := filled(reflect.New(op.Input.Type))
		if _, err := op.Invoke(s.ctx, s.room.Impl, in); err != nil && protocol.AsError(err).Code == "NotImplemented" {
			t.Errorf("%s: %v", op.Name, err)
		}
		ask := s.room.Authorise[op.Name]
		if ask == nil {
			t.Errorf("%s: nobody authorises it", op.Name)
			continue
		}
		checks, err := ask(s.ctx, in)
		if err != nil || len(checks) == 0 || checks[0].Action != "iam:"+op.Name || checks[0].Resource == "" {
			t.Errorf("%s: %+v %v", op.Name, checks, err)
		}
	}
}

// notFilled are members that must have a form of their own, or aren't built.
const notFilled = "Marker ResourceHandlingOption AssertionEncryptionMode AddPrivateKey RemovePrivateKey"

// filled sets the strings of an input to something.
func filled(in reflect.Value) any {
	for i := range in.Elem().NumField() {
		if f := in.Elem().Field(i); f.Type() == reflect.TypeFor[*string]() && !strings.Contains(notFilled, in.Elem().Type().Field(i).Name) {
			f.Set(reflect.ValueOf(new("/x/")))
		}
	}
	return in.Interface()
}
