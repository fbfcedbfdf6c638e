// Package protocol holds what the wire codecs share: the request as they see
// it, the error that every room returns, and the codec's contract. One package
// below it speaks one protocol each; all work from the tables of
// [github.com/cumulet/cumulet/protocol/schema].
package protocol

import (
	"io"
	"net/http"
	"net/url"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Request is an HTTP request on its way to an operation.
type Request struct {
	HTTP *http.Request
	// Path is the raw, still escaped path that the URI pattern is matched
	// against. For a virtual-hosted bucket the gateway has put the bucket in front.
	Path string
	// RawQuery is the query string, without parameters of a presigned signature.
	RawQuery string
	// Query is RawQuery, parsed; for the Query protocols the form.
	Query url.Values
	// Labels are the unescaped URI labels that the router found.
	Labels map[string]string
	// Body is the verified body: it fails at its end if hash, signature or
	// length do not match.
	Body io.Reader
	// Length is the number of bytes that Body will give, -1 if unknown.
	Length int64
}

// Codec decodes requests and encodes answers of one protocol.
type Codec interface {
	// Decode reads the request into in, a pointer to op.Input's Go struct. A
	// malformed message gives an *Error with the protocol's own code and
	// status. Constraints are not checked here: see package validate.
	Decode(r *Request, s *schema.Service, op *schema.Operation, in any) error
	// Encode writes the answer. out is a pointer to op.Output's Go struct; nil
	// stands for an empty one. Headers of the gateway (request id, date) are
	// already set on w.
	Encode(w http.ResponseWriter, r *Request, s *schema.Service, op *schema.Operation, out any, requestID string) error
	// EncodeError writes an error. op may be nil where none was found.
	EncodeError(w http.ResponseWriter, r *Request, s *schema.Service, op *schema.Operation, e *Error, requestID string)
}

// MaxBody bounds what a codec reads into memory of a body that is not streamed,
// in bytes.
const MaxBody = 16 << 20
