package gateway

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/sigv4"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Room is a service as the gateway sees it. Each services/<name> has a
// constructor that returns one.
type Room struct {
	Schema *schema.Service
	// Impl is the generated interface (api/aws/<name>.Service).
	Impl any
	// Authorise says for each built operation what must be allowed. An operation
	// without an entry fails a house rule's test and answers 500.
	Authorise map[string]Authoriser
	// Tasks are the room's background handlers by kind ("s3.sweep").
	Tasks map[string]task.Handler
	// Sites are data planes that take anonymous traffic on hosts of their own.
	Sites []Site
	// Start begins the room's own work; Stop ends it. Both may be nil.
	Start func(ctx context.Context) error
	Stop  func(ctx context.Context) error
	// Errors adapts an error to the service's habits before it is encoded (S3
	// adds BucketName, ...). May be nil.
	Errors func(ctx context.Context, err error) error
	// Prepare may adapt an authenticated request before it is decoded (S3's
	// presigned URLs carry headers as parameters), and wrap its body to verify
	// what else was declared of it (Content-MD5). May be nil.
	Prepare func(op *schema.Operation, r *http.Request, body io.Reader) (io.Reader, error)
	// Query completes the parameters of a Query call by what its path says (SQS's
	// queue). May be nil.
	Query func(r *http.Request, form url.Values)
	// CORS answers preflight requests where the service has CORS. May be nil.
	CORS http.Handler
}

// Site serves requests whose host it owns, without SigV4: websites, APIs.
type Site struct {
	// Match tells whether the host (lower case, without port) is the site's.
	Match   func(host string) bool
	Handler http.Handler
	Name    string // for the log and the records: "s3-website"
}

// Authoriser lists what must be allowed for an operation. It may read the
// resource's state. An error is sent instead (NoSuchBucket, ...).
type Authoriser func(ctx context.Context, in any) ([]identity.Check, error)

// Authorise types an [Authoriser] by the operation's input.
func Authorise[In any](f func(ctx context.Context, in *In) ([]identity.Check, error)) Authoriser {
	return func(ctx context.Context, in any) ([]identity.Check, error) {
		typed, ok := in.(*In)
		if !ok {
			return nil, fmt.Errorf("authorise: got %T", in)
		}
		return f(ctx, typed)
	}
}

// Allow is the authoriser of operations that any authenticated caller may do
// (sts:GetCallerIdentity).
func Allow() Authoriser {
	return func(context.Context, any) ([]identity.Check, error) { return nil, nil }
}

// Call says who makes the current request, and from where. It is in the
// context of every operation.
type Call struct {
	Principal *identity.Principal
	Account   string // the account that the call works in; the owner for anonymous S3 reads is found by the room
	Region    string
	RequestID string
	Time      time.Time
	SourceIP  string
	UserAgent string
	Secure    bool   // TLS
	Host      string // as the client named it, with port
	Scheme    string
	Inside    bool             // a call between rooms
	Signature *sigv4.Signature // nil for anonymous and inside calls
	// HTTP is the request, for rooms whose dialect needs more than its shapes
	// say; nil on inside calls.
	HTTP *http.Request
}

type callKey struct{}

// WithCall puts the call into the context.
func WithCall(ctx context.Context, c *Call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// CallFrom gives the call of the context. It is never nil: outside a request it
// is an empty anonymous one.
func CallFrom(ctx context.Context) *Call {
	if c, ok := ctx.Value(callKey{}).(*Call); ok {
		return c
	}
	return &Call{Principal: identity.AnonymousPrincipal()}
}
