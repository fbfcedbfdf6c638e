package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
)

// Body is a request's body, verified while it is read: Read fails at the end,
// at the latest with the last byte, where hash, chunk signature, trailer or
// length do not match. Nothing read from it counts before io.EOF.
type Body struct {
	source interface {
		io.Reader
		trailer() http.Header
	}
}

// Read implements [io.Reader]. Its errors are of type *[Error], unless the
// connection failed.
func (b *Body) Read(p []byte) (int, error) { return b.source.Read(p) }

// Trailer holds the verified trailers of a chunked body, after io.EOF.
func (b *Body) Trailer() http.Header { return b.source.trailer() }

// CoversBody tells whether the body is a part of what was signed, by its hash.
// Besides S3 only operations with the trait unsignedPayload do without.
func (s *Signature) CoversBody() bool {
	return s.ContentSHA256 == "" && !s.s3() || isHash(s.ContentSHA256)
}

// Body gives the verified body of a request whose signature was verified with
// the same secret, and its length without framing, -1 if unknown. On a nil
// Signature, that of an anonymous request, chunked bodies must be unsigned.
func (s *Signature) Body(r *http.Request, secret string) (*Body, int64, error) {
	form := r.Header.Get("X-Amz-Content-Sha256")
	if s != nil {
		form = s.ContentSHA256
	}
	body := io.Reader(r.Body)
	if r.Body == nil {
		body = http.NoBody
	}
	switch form {
	case Streaming, StreamingTrailer:
		if s == nil || s.Presigned {
			return nil, 0, errorf(InvalidContentSHA256, "The payload %s requires a signature in the Authorization header.", form)
		}
		signer := &chunkSigner{sig: s, key: s.key(secret), previous: s.provided, hash: sha256.New()}
		return chunkedBody(r, body, form == StreamingTrailer, signer)
	case StreamingUnsignedTrailer:
		return chunkedBody(r, body, true, nil)
	case "", Unsigned:
		return &Body{&plain{r: body, left: r.ContentLength}}, r.ContentLength, nil
	}
	if !isHash(form) {
		return nil, 0, errorf(InvalidContentSHA256, "x-amz-content-sha256 is not a valid sha256 value.")
	}
	return &Body{&plain{r: body, left: r.ContentLength, hash: sha256.New(), claimed: form}}, r.ContentLength, nil
}

func chunkedBody(r *http.Request, body io.Reader, trailers bool, signer *chunkSigner) (*Body, int64, error) {
	text := r.Header.Get("X-Amz-Decoded-Content-Length")
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return nil, 0, errorf(MissingDecodedLength, "You must provide the x-amz-decoded-content-length HTTP header.")
	}
	return &Body{newChunked(body, n, r.Header.Values("X-Amz-Trailer"), trailers, signer)}, n, nil
}

// plain is a body without framing.
type plain struct {
	r       io.Reader
	left    int64 // bytes to come, negative if unknown
	hash    hash.Hash
	claimed string
	err     error
}

func (b *plain) trailer() http.Header { return nil }

func (b *plain) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.r.Read(p)
	if b.hash != nil {
		b.hash.Write(p[:n])
	}
	known := b.left >= 0
	if known {
		if b.left -= int64(n); b.left < 0 {
			b.err = errorf(IncompleteBody, "The body is longer than Content-Length says.")
			return n, b.err
		}
	}
	switch {
	case errors.Is(err, io.EOF) && known && b.left > 0, errors.Is(err, io.ErrUnexpectedEOF):
		b.err = &Error{Kind: IncompleteBody, Message: "You did not provide the number of bytes specified by the Content-Length HTTP header", Cause: err}
	case errors.Is(err, io.EOF), err == nil && known && b.left == 0 && n > 0:
		// Verified with the last byte: whoever reads just the length sees it too.
		if b.err = b.check(); b.err == nil {
			b.err = io.EOF
			return n, err
		}
	default:
		b.err = err
	}
	return n, b.err
}

func (b *plain) check() error {
	if b.hash == nil {
		return nil
	}
	computed := hex.EncodeToString(b.hash.Sum(nil))
	if subtle.ConstantTimeCompare([]byte(computed), []byte(lower(b.claimed))) == 1 {
		return nil
	}
	return &Error{
		Kind: ContentSHA256Mismatch, Message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
		Claimed: b.claimed, Computed: computed,
	}
}
