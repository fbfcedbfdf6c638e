package gateway

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/sigv4"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// dialect is the family of error codes that a service's clients expect of the
// front door.
type dialect uint8

const (
	dialectQuery dialect = iota
	dialectEC2
	dialectJSON
	dialectS3
)

func dialectOf(s *schema.Service, p schema.Protocol) dialect {
	switch {
	case s.ID == "S3" || p == schema.RestXML:
		return dialectS3
	case p == schema.EC2Query:
		return dialectEC2
	case p == schema.AWSQuery:
		return dialectQuery
	}
	return dialectJSON
}

// refusal is a reason why the front door turns a request away.
type refusal uint8

const (
	missingAuth refusal = iota
	unknownKey
	badToken
	expiredToken
	badSignature
	skewed
	expiredURL
	malformed
	wrongScope
	denied
)

// wire is an error code with its status and, where AWS's words do not depend
// on the request, its message.
type wire struct {
	code    string
	status  int
	message string
}

const (
	saysInvalidToken = "The security token included in the request is invalid."
	saysExpired      = "The security token included in the request is expired"
	saysNoMatch      = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
	saysEC2          = "AWS was not able to validate the provided access credentials"
)

// wires gives each refusal in the four dialects, in the order Query, EC2, JSON,
// S3. Sources: the pages "Common errors" of the IAM, EC2 and DynamoDB API
// references and "Error responses" of the S3 one. An empty message leaves the
// error's own.
var wires = map[refusal][4]wire{
	missingAuth: {
		{"MissingAuthenticationToken", 403, "Request is missing Authentication Token"},
		{"AuthFailure", 401, saysEC2},
		{"MissingAuthenticationTokenException", 400, "Request is missing Authentication Token"},
		{"AccessDenied", 403, "Access Denied"},
	},
	unknownKey: {
		{"InvalidClientTokenId", 403, saysInvalidToken},
		{"AuthFailure", 401, saysEC2},
		{"UnrecognizedClientException", 400, saysInvalidToken},
		{"InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."},
	},
	badToken: {
		{"InvalidClientTokenId", 403, saysInvalidToken},
		{"AuthFailure", 401, saysEC2},
		{"UnrecognizedClientException", 400, saysInvalidToken},
		{"InvalidToken", 400, "The provided token is malformed or otherwise invalid."},
	},
	expiredToken: {
		{"ExpiredToken", 403, saysExpired},
		{"RequestExpired", 400, "Request has expired."},
		{"ExpiredTokenException", 400, saysExpired},
		{"ExpiredToken", 400, "The provided token has expired."},
	},
	badSignature: {
		{"SignatureDoesNotMatch", 403, saysNoMatch},
		{"AuthFailure", 401, saysEC2},
		{"InvalidSignatureException", 400, saysNoMatch},
		{"SignatureDoesNotMatch", 403, "The request signature we calculated does not match the signature you provided. Check your key and signing method."},
	},
	skewed: {
		{"SignatureDoesNotMatch", 403, ""},
		{"RequestExpired", 400, "Request has expired."},
		{"InvalidSignatureException", 400, ""},
		{"RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."},
	},
	expiredURL: {
		{"RequestExpired", 400, "Request has expired."},
		{"RequestExpired", 400, "Request has expired."},
		{"RequestExpired", 400, "Request has expired."},
		{"AccessDenied", 403, "Request has expired"},
	},
	malformed: {
		{"IncompleteSignature", 400, ""}, {"AuthFailure", 401, ""}, {"IncompleteSignatureException", 400, ""}, {"AuthorizationHeaderMalformed", 400, ""},
	},
	wrongScope: {
		{"SignatureDoesNotMatch", 403, ""}, {"AuthFailure", 401, ""}, {"InvalidSignatureException", 400, ""}, {"AuthorizationHeaderMalformed", 400, ""},
	},
	denied: {
		{"AccessDenied", 403, ""}, {"UnauthorizedOperation", 403, ""}, {"AccessDeniedException", 400, ""}, {"AccessDenied", 403, ""},
	},
}

// refuse words a refusal in the caller's dialect; message stands where AWS's
// has no fixed one.
func refuse(s *schema.Service, p schema.Protocol, why refusal, message string) *protocol.Error {
	w := wires[why][dialectOf(s, p)]
	if w.message != "" {
		message = w.message
	}
	if p == schema.RestJSON && w.code == "AccessDeniedException" {
		w.status = http.StatusForbidden
	}
	e := &protocol.Error{Code: w.code, Status: w.status, Message: message}
	if s.QueryCompatible {
		e.QueryCode = wires[why][dialectQuery].code
	}
	return e
}

// errorOf turns any error of the pipeline into what is sent.
func errorOf(s *schema.Service, p schema.Protocol, err error) *protocol.Error {
	if d, ok := errors.AsType[*identity.Denied](err); ok {
		e := refuse(s, p, denied, d.Message())
		if p == schema.EC2Query {
			e.Message = "You are not authorized to perform this operation. " + e.Message
		}
		return e
	}
	if e, ok := errors.AsType[*sigv4.Error](err); ok {
		return signatureError(s, p, e)
	}
	if errors.Is(err, kv.ErrNoSpace) {
		return &protocol.Error{Code: "ServiceUnavailable", Status: http.StatusServiceUnavailable, Server: true, Cause: err,
			Message: "The disk is full up to the reserve that is kept: delete something, or give the cloud a larger disk."}
	}
	e := protocol.AsError(err)
	if e.Code == "InternalFailure" && dialectOf(s, p) == dialectS3 {
		c := *e
		c.Code, c.Message = "InternalError", "We encountered an internal error. Please try again."
		return &c
	}
	return e
}

// s3Codes are the refusals that S3 has codes of its own for; other services
// word them as a signature that does not match.
var s3Codes = map[sigv4.Kind]wire{
	sigv4.MalformedQuery:           {"AuthorizationQueryParametersError", 400, ""},
	sigv4.InvalidAlgorithm:         {"InvalidRequest", 400, ""},
	sigv4.MultipleMechanisms:       {"InvalidArgument", 400, ""},
	sigv4.MissingDate:              {"AccessDenied", 403, ""},
	sigv4.NotYetValid:              {"AccessDenied", 403, "Request is not yet valid"},
	sigv4.MissingSignedHeader:      {"AccessDenied", 403, "There were headers present in the request which were not signed"},
	sigv4.MissingContentSHA256:     {"InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256"},
	sigv4.InvalidContentSHA256:     {"InvalidArgument", 400, ""},
	sigv4.ContentSHA256Mismatch:    {"XAmzContentSHA256Mismatch", 400, "The provided 'x-amz-content-sha256' header does not match what was computed."},
	sigv4.UnsupportedAuthorization: {"InvalidArgument", 400, "Unsupported Authorization Type"},
}

// bodyCodes are the same in every dialect.
var bodyCodes = map[sigv4.Kind]wire{
	sigv4.MissingDecodedLength: {"MissingContentLength", 411, "You must provide the Content-Length HTTP header."},
	sigv4.IncompleteBody:       {"IncompleteBody", 400, "The request body terminated unexpectedly"},
	sigv4.InvalidChunkSize:     {"InvalidChunkSizeError", 403, ""},
	sigv4.MalformedTrailer:     {"MalformedTrailerError", 400, "The request contained trailing data that was not well-formed or did not conform to our published schema."},
	sigv4.BodyTooLarge:         {"RequestEntityTooLarge", 413, ""},
}

// signatureError words what the verification says.
func signatureError(s *schema.Service, p schema.Protocol, e *sigv4.Error) *protocol.Error {
	isS3 := dialectOf(s, p) == dialectS3
	w, ok := bodyCodes[e.Kind]
	if !ok && isS3 {
		w, ok = s3Codes[e.Kind]
	}
	if ok {
		return &protocol.Error{Code: w.code, Status: w.status, Message: first(w.message, e.Message), Cause: e.Cause}
	}
	var out *protocol.Error
	switch e.Kind {
	case sigv4.RequestTimeTooSkewed:
		out = refuse(s, p, skewed, e.Message)
	case sigv4.ExpiredPresigned:
		out = refuse(s, p, expiredURL, e.Message)
	case sigv4.WrongScope:
		out = refuse(s, p, wrongScope, e.Message)
	case sigv4.IncompleteSignature, sigv4.MalformedQuery, sigv4.InvalidAlgorithm, sigv4.UnsupportedAuthorization,
		sigv4.MissingDate, sigv4.MissingSignedHeader:
		out = refuse(s, p, malformed, e.Message)
	default:
		out = refuse(s, p, badSignature, e.Message)
	}
	if isS3 {
		return withEvidence(out, e)
	}
	return out
}

// withEvidence adds the elements by which S3 lets an author find his mistake.
func withEvidence(out *protocol.Error, e *sigv4.Error) *protocol.Error {
	add := func(name, value string) {
		if value != "" {
			out = out.With(name, value)
		}
	}
	switch e.Kind {
	case sigv4.SignatureDoesNotMatch:
		add("AWSAccessKeyId", e.AccessKeyID)
		add("StringToSign", e.StringToSign)
		add("SignatureProvided", e.Provided)
		add("CanonicalRequest", e.CanonicalRequest)
	case sigv4.RequestTimeTooSkewed:
		add("RequestTime", e.RequestTime.UTC().Format(compactTime))
		add("ServerTime", e.ServerTime.UTC().Format(time.RFC3339))
		add("MaxAllowedSkewMilliseconds", strconv.FormatInt(sigv4.MaxSkew.Milliseconds(), 10))
	case sigv4.ExpiredPresigned:
		add("Expires", e.Expires.UTC().Format(time.RFC3339))
		add("ServerTime", e.ServerTime.UTC().Format(time.RFC3339))
	case sigv4.ContentSHA256Mismatch:
		add("ClientComputedContentSHA256", e.Claimed)
		add("S3ComputedContentSHA256", e.Computed)
	}
	return out
}

const compactTime = "20060102T150405Z"

// credentialError words what the identity store says of a key.
func credentialError(rt *route, keyID string, err error) error {
	s, p := rt.service(), rt.proto
	switch {
	case errors.Is(err, identity.ErrUnknownKey), errors.Is(err, identity.ErrInactiveKey):
		e := refuse(s, p, unknownKey, "")
		if dialectOf(s, p) == dialectS3 {
			e = e.With("AWSAccessKeyId", clip(keyID))
		}
		return e
	case errors.Is(err, identity.ErrInvalidToken):
		return refuse(s, p, badToken, "")
	case errors.Is(err, identity.ErrExpiredToken):
		return refuse(s, p, expiredToken, "")
	}
	return err
}
