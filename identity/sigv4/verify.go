package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

// MaxSkew is how far the clocks of client and server may be apart.
const MaxSkew = 15 * time.Minute

// Verify proves that the holder of secret signed the request, that the time is
// right, and that every header that must be signed is. Where the hash of the
// body is signed without being named in a header (all services but S3), the body
// is read into memory, up to protocol.MaxBody bytes, and r.Body replaced.
//
// The request is taken as it was sent: raw path, raw query, host with port. All
// refusals are of type *[Error].
func (s *Signature) Verify(r *http.Request, secret string, now time.Time) error {
	if err := s.checkTime(now); err != nil {
		return err
	}
	if s.Version == 2 {
		return s.verifyV2(r, secret)
	}
	if err := s.checkHeaders(r); err != nil {
		return err
	}
	payload, err := s.payloadHash(r)
	if err != nil {
		return err
	}
	return s.match(r, secret, payload)
}

func (s *Signature) checkTime(now time.Time) error {
	if !s.Presigned {
		if d := now.Sub(s.Time); d > MaxSkew || d < -MaxSkew {
			return &Error{Kind: RequestTimeTooSkewed, Message: "The difference between the request time and the current time is too large.", RequestTime: s.Time, ServerTime: now}
		}
		return nil
	}
	if s.Version == 4 && s.Time.Sub(now) > MaxSkew {
		return &Error{Kind: NotYetValid, Message: "Request is not yet valid", RequestTime: s.Time, ServerTime: now}
	}
	if now.After(s.Deadline) {
		return &Error{Kind: ExpiredPresigned, Message: "Request has expired", Expires: s.Deadline, ServerTime: now, RequestTime: s.Time}
	}
	return nil
}

// checkHeaders refuses a request whose host, or any of whose x-amz-* headers,
// is not signed: anybody on the way could have changed it. Of presigned URLs
// x-amz-content-sha256 may stay out: it can only narrow what is accepted.
func (s *Signature) checkHeaders(r *http.Request) error {
	var missing []string
	if !slices.Contains(s.SignedHeaders, "host") && !slices.Contains(s.SignedHeaders, ":authority") {
		missing = append(missing, "host")
	}
	for name := range r.Header {
		if len(name) < 6 || !strings.EqualFold(name[:6], "X-Amz-") {
			continue
		}
		lower := strings.ToLower(name)
		if s.Presigned && lower == "x-amz-content-sha256" || slices.Contains(s.SignedHeaders, lower) {
			continue
		}
		missing = append(missing, lower)
	}
	if missing == nil {
		return nil
	}
	slices.Sort(missing)
	return &Error{Kind: MissingSignedHeader, Message: "There were headers present in the request which were not signed", Headers: missing}
}

// match compares the signature with that of the canonical request. Clients
// disagree on a few encodings of path and query; each form tried stands for the
// same request, so trying several gives nothing away.
func (s *Signature) match(r *http.Request, secret, payload string) error {
	key := s.key(secret)
	want, _ := hex.DecodeString(s.provided) // Parse saw that it is hexadecimal
	headers := s.canonicalHeaders(r)
	var refusal *Error
	for _, path := range s.paths(rawPath(r)) {
		query := ""
		for i, raw := range []bool{false, true} {
			q := canonicalQuery(s.pairs, s.signatureParam(), raw)
			if i > 0 && q == query {
				break
			}
			query = q
			canonical := r.Method + "\n" + path + "\n" + query + "\n" + headers + "\n" + strings.Join(s.SignedHeaders, ";") + "\n" + payload
			sum := sha256.Sum256([]byte(canonical))
			text := s.stringToSign(algorithm, hex.EncodeToString(sum[:]))
			got := mac(key[:], text)
			if subtle.ConstantTimeCompare(got[:], want) == 1 {
				return nil
			}
			if refusal == nil {
				refusal = &Error{
					Kind:        SignatureDoesNotMatch,
					Message:     "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
					AccessKeyID: s.AccessKeyID, CanonicalRequest: canonical, StringToSign: text, Provided: s.provided,
				}
			}
		}
	}
	return refusal
}

func (s *Signature) signatureParam() string {
	if s.Presigned {
		return "X-Amz-Signature"
	}
	return ""
}

// stringToSign joins algorithm, time, scope and further lines.
func (s *Signature) stringToSign(alg string, lines ...string) string {
	return alg + "\n" + s.Time.UTC().Format(timeFormat) + "\n" +
		s.Date + "/" + s.Region + "/" + s.Service + "/" + terminator + "\n" + strings.Join(lines, "\n")
}

func (s *Signature) key(secret string) [32]byte {
	return s.Keys.key(keyID{s.AccessKeyID, s.Date, s.Region, s.Service}, secret)
}
