package protocol

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Error is an error as AWS sends it. Rooms return it (or one of their frame's
// typed errors, which turn into it); the codec of the caller's protocol writes it.
type Error struct {
	Code    string // wire code: "NoSuchBucket"
	Status  int    // HTTP status
	Message string
	Server  bool // the fault is ours ("Receiver"), not the caller's
	// QueryCode is the code for Query-compatible clients; empty means Code.
	QueryCode string
	// Details are further elements of the body, in order: S3's BucketName, ...
	Details []Detail
	// Header is added to the answer: Allow, Location, x-amz-bucket-region, ...
	Header http.Header
	// Shape and Value hold a modelled error with members of its own: Value is a
	// pointer to the Go struct of Shape. Both may be nil.
	Shape *schema.Shape
	Value any
	// Cause is what happened inside; it is logged and never sent.
	Cause error
}

// Detail is one element of an error's body.
type Detail struct{ Name, Value string }

// Error implements error.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Message, e.Cause)
	}
	return e.Code + ": " + e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an error of the caller's fault.
func Errorf(status int, code, format string, args ...any) *Error {
	return &Error{Code: code, Status: status, Message: fmt.Sprintf(format, args...)}
}

// With returns a copy with one more detail.
func (e *Error) With(name, value string) *Error {
	c := *e
	c.Details = append(append([]Detail(nil), e.Details...), Detail{name, value})
	return &c
}

// Modelled is implemented by the typed errors of the generated frames.
type Modelled interface {
	error
	// Wire gives the error as it is sent.
	Wire() *Error
}

// AsError turns whatever a room returned into what is sent; an error that
// nobody typed becomes InternalFailure.
func AsError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if m, ok := errors.AsType[Modelled](err); ok {
		return m.Wire()
	}
	return &Error{
		Code: "InternalFailure", Status: http.StatusInternalServerError, Server: true,
		Message: "The request processing has failed because of an unknown error, exception or failure.",
		Cause:   err,
	}
}
