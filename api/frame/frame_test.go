package frame_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/protocol"
)

type room struct {
	iam.Unimplemented
	err error
}

func (r room) GetUser(_ context.Context, in *iam.GetUserInput) (*iam.GetUserOutput, error) {
	if r.err != nil {
		return nil, r.err
	}
	return &iam.GetUserOutput{User: &iam.User{UserName: in.UserName}}, nil
}

func (room) DeleteUser(context.Context, *iam.DeleteUserInput) (*iam.DeleteUserOutput, error) {
	return nil, nil
}

func TestInvoke(t *testing.T) {
	name := "ann"
	call := iam.Schema().Operation("GetUser").Invoke
	out, err := call(t.Context(), room{}, &iam.GetUserInput{UserName: &name})
	if got, ok := out.(*iam.GetUserOutput); err != nil || !ok || *got.User.UserName != name {
		t.Errorf("got %v, %v", out, err)
	}
	failure := errors.New("disk on fire")
	if out, err := call(t.Context(), room{err: failure}, &iam.GetUserInput{}); out != nil || !errors.Is(err, failure) {
		t.Errorf("a failure gives %v, %v", out, err)
	}
	out, err = iam.Schema().Operation("DeleteUser").Invoke(t.Context(), room{}, &iam.DeleteUserInput{})
	if got, ok := out.(*iam.DeleteUserOutput); err != nil || !ok || got == nil {
		t.Errorf("no output gives %v, %v; want an empty one", out, err)
	}
	for what, args := range map[string][2]any{
		"input of another operation":  {room{}, &iam.DeleteUserInput{}},
		"implementation of another":   {s3.Unimplemented{}, &iam.GetUserInput{}},
		"input that is not a pointer": {room{}, iam.GetUserInput{}},
	} {
		if out, err := call(t.Context(), args[0], args[1]); err == nil {
			t.Errorf("%s: got %v", what, out)
		}
	}
}

func TestUnimplemented(t *testing.T) {
	_, err := room{}.ListUsers(t.Context(), nil)
	e := protocol.AsError(err)
	if e.Code != "NotImplemented" || e.Status != http.StatusNotImplemented || e.Message == "" || e.Server {
		t.Errorf("got %+v", e)
	}
}

func TestTypedErrors(t *testing.T) {
	text := "The user with name ann cannot be found."
	err := &iam.NoSuchEntityException{Message: &text}
	e := protocol.AsError(err)
	if e.Code != "NoSuchEntity" || e.Status != 404 || e.Message != text || e.Server || e.Shape.Name != "NoSuchEntityException" || e.Value != any(err) {
		t.Errorf("got %+v", e)
	}
	if e := protocol.AsError(&iam.ServiceFailureException{}); e.Status != 500 || !e.Server {
		t.Errorf("got %+v", e)
	}
	if got := (&s3.NoSuchBucket{}).Error(); got != "NoSuchBucket: " {
		t.Errorf("got %q", got)
	}
}
