package sigv4

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Kind says why a request was refused. It is not a wire code: the gateway turns
// it into the code of the caller's protocol.
type Kind string

// The kinds of refusal.
const (
	// SignatureDoesNotMatch: the computed signature is another. CanonicalRequest
	// and StringToSign are set, except for chunks and trailers.
	SignatureDoesNotMatch Kind = "SignatureDoesNotMatch"
	// IncompleteSignature: the Authorization header lacks a part, or one is malformed.
	IncompleteSignature Kind = "IncompleteSignature"
	// MalformedQuery: a parameter of a presigned URL is missing or malformed.
	MalformedQuery Kind = "MalformedQuery"
	// InvalidAlgorithm: the signature's algorithm is none that is accepted.
	InvalidAlgorithm Kind = "InvalidAlgorithm"
	// UnsupportedAuthorization: an Authorization header of another scheme.
	UnsupportedAuthorization Kind = "UnsupportedAuthorization"
	// MultipleMechanisms: signatures in header and query at once.
	MultipleMechanisms Kind = "MultipleMechanisms"
	// WrongScope: the credential scope's date or end is wrong.
	WrongScope Kind = "WrongScope"
	// MissingDate: neither X-Amz-Date nor Date, or it can't be read.
	MissingDate Kind = "MissingDate"
	// RequestTimeTooSkewed: the clocks differ by more than [MaxSkew].
	RequestTimeTooSkewed Kind = "RequestTimeTooSkewed"
	// ExpiredPresigned: a presigned URL is past its time.
	ExpiredPresigned Kind = "ExpiredPresigned"
	// NotYetValid: a presigned URL's time has not come.
	NotYetValid Kind = "NotYetValid"
	// MissingSignedHeader: Headers were sent, or needed, but not signed.
	MissingSignedHeader Kind = "MissingSignedHeader"
	// MissingContentSHA256: S3 without x-amz-content-sha256.
	MissingContentSHA256 Kind = "MissingContentSHA256"
	// InvalidContentSHA256: x-amz-content-sha256 is none of its forms.
	InvalidContentSHA256 Kind = "InvalidContentSHA256"
	// ContentSHA256Mismatch: the body has another hash. Claimed and Computed are set.
	ContentSHA256Mismatch Kind = "ContentSHA256Mismatch"
	// MissingDecodedLength: a chunked body without x-amz-decoded-content-length.
	MissingDecodedLength Kind = "MissingDecodedLength"
	// IncompleteBody: fewer or more bytes than announced, or broken chunk framing.
	IncompleteBody Kind = "IncompleteBody"
	// InvalidChunkSize: a chunk below [MinChunk] that is not the last.
	InvalidChunkSize Kind = "InvalidChunkSize"
	// MalformedTrailer: trailers that were not announced, or can't be read.
	MalformedTrailer Kind = "MalformedTrailer"
	// BodyTooLarge: a body that must be held in memory is too large for that.
	BodyTooLarge Kind = "BodyTooLarge"
)

// Error is a refusal.
type Error struct {
	Kind    Kind
	Message string // for the caller; holds no secret

	// For SignatureDoesNotMatch, what the server made of the request.
	AccessKeyID, CanonicalRequest, StringToSign, Provided string
	// For errors of time.
	RequestTime, ServerTime, Expires time.Time
	// Headers that were not signed, in lower case.
	Headers []string
	// For ContentSHA256Mismatch, in hexadecimal digits.
	Claimed, Computed string

	Cause error
}

// Error implements error.
func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("sigv4: %s: %s: %v", e.Kind, e.Message, e.Cause)
	}
	return fmt.Sprintf("sigv4: %s: %s", e.Kind, e.Message)
}

// Unwrap gives the cause, unless that is the end of the connection: readers take
// io.EOF in an error for the end of a whole body.
func (e *Error) Unwrap() error {
	if errors.Is(e.Cause, io.EOF) || errors.Is(e.Cause, io.ErrUnexpectedEOF) {
		return nil
	}
	return e.Cause
}

func errorf(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...)}
}
