package sigv4

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/protocol"
)

// The values of x-amz-content-sha256 that are not a hash.
const (
	Unsigned                 = "UNSIGNED-PAYLOAD"
	Streaming                = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	StreamingTrailer         = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
	StreamingUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
)

// rawPath is the path as the client sent it, still encoded.
func rawPath(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	if !strings.HasPrefix(path, "/") { // not from a server, or in absolute form
		path = r.URL.EscapedPath()
	}
	if path == "" {
		return "/"
	}
	return path
}

// paths gives the forms in which clients sign a path, the usual one first. S3's
// is encoded once; others encode it again, most after normalising it.
func (s *Signature) paths(raw string) []string {
	var out []string
	if s.s3() {
		out = []string{raw, reencode(raw, false)}
	} else {
		out = []string{escape(normalise(raw)), escape(raw)}
	}
	if out[0] == out[1] {
		out = out[:1]
	}
	return out
}

// canonicalHeaders writes the signed headers, a line each.
func (s *Signature) canonicalHeaders(r *http.Request) string {
	var b strings.Builder
	b.Grow(512)
	for _, name := range s.SignedHeaders {
		b.WriteString(name)
		b.WriteByte(':')
		for i, v := range headerValues(r, name) {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(trim(v))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// headerValues finds a header, also those that net/http keeps elsewhere.
func headerValues(r *http.Request, lower string) []string {
	switch lower {
	case "host", ":authority":
		return []string{r.Host}
	case "content-length":
		if v := r.Header.Values("Content-Length"); len(v) > 0 {
			return v
		}
		if r.ContentLength >= 0 {
			return []string{strconv.FormatInt(r.ContentLength, 10)}
		}
	case "transfer-encoding":
		return r.TransferEncoding
	case "trailer":
		var names []string
		for k := range r.Trailer {
			names = append(names, k)
		}
		slices.Sort(names)
		return names
	}
	return r.Header.Values(lower)
}

// trim cuts outer space and makes runs of spaces one.
func trim(s string) string {
	s = strings.TrimSpace(s)
	if !strings.Contains(s, "  ") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] != ' ' || s[i-1] != ' ' { // s begins with no space
			b = append(b, s[i])
		}
	}
	return string(b)
}

// payloadHash gives the last line of the canonical request.
func (s *Signature) payloadHash(r *http.Request) (string, error) {
	if s.s3() {
		if s.Presigned {
			if v, n := param(s.pairs, "X-Amz-Content-Sha256"); n > 0 {
				return v, nil
			}
			if !slices.Contains(s.SignedHeaders, "x-amz-content-sha256") {
				return Unsigned, nil
			}
		}
		if s.ContentSHA256 == "" {
			return "", errorf(MissingContentSHA256, "Missing required header for this request: x-amz-content-sha256")
		}
		return s.ContentSHA256, s.checkForm()
	}
	if s.ContentSHA256 != "" {
		return s.ContentSHA256, s.checkForm()
	}
	return hashBody(r)
}

func (s *Signature) checkForm() error {
	switch s.ContentSHA256 {
	case Unsigned, Streaming, StreamingTrailer, StreamingUnsignedTrailer:
		return nil
	}
	if !isHash(s.ContentSHA256) {
		return errorf(InvalidContentSHA256, "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.")
	}
	return nil
}

// hashBody reads the body into memory and puts it back.
func hashBody(r *http.Request) (string, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, protocol.MaxBody+1)); err != nil {
			return "", &Error{Kind: IncompleteBody, Message: "The request body could not be read.", Cause: err}
		}
		if len(body) > protocol.MaxBody {
			return "", errorf(BodyTooLarge, "The request is larger than %d bytes.", protocol.MaxBody)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), nil
}
