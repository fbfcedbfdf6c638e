package s3

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
)

// upload is what a request with an object's or a part's bytes declares of them.
type upload struct {
	reader    io.Reader
	length    *int64
	md5       *string
	algorithm *string
	sums      checksums
	byDefault object.Algorithm // checksum to compute where none is named
}

// trailered is a verified body that may end with trailers.
type trailered interface{ Trailer() http.Header }

// body reads the declarations. Nothing is read of the stream yet.
func (u upload) body(ctx context.Context) (object.Body, error) {
	b := object.Body{Reader: u.reader, Length: -1}
	if b.Reader == nil {
		b.Reader, b.Length = http.NoBody, 0
	}
	var err error
	if b.Length, err = u.size(ctx, b.Length); err != nil {
		return b, err
	}
	if b.Length > object.MaxPut {
		return b, fault("EntityTooLarge", "ProposedSize", strconv.FormatInt(b.Length, 10), "MaxSizeAllowed", strconv.FormatInt(object.MaxPut, 10))
	}
	if b.MD5, err = contentMD5(u.md5); err != nil {
		return b, err
	}
	if b.Sums, err = u.sums.declared(); err != nil {
		return b, err
	}
	named, err := parseAlgorithm(u.algorithm)
	if err != nil {
		return b, err
	}
	announced, err := announced(ctx)
	if err != nil {
		return b, err
	}
	switch {
	case announced != "":
		b.Want = []object.Algorithm{announced}
		b.Trailer = func() (object.Sums, error) {
			t, ok := u.reader.(trailered)
			if !ok {
				return nil, nil
			}
			return trailerSums(t.Trailer())
		}
	case len(b.Sums) == 0 && named != "" && gateway.CallFrom(ctx).HTTP != nil && !presigned(ctx):
		return b, say("InvalidRequest", "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.")
	case len(b.Sums) == 0 && named != "":
		b.Want = []object.Algorithm{named}
	case len(b.Sums) == 0 && u.byDefault != "":
		b.Want = []object.Algorithm{u.byDefault}
	}
	return b, nil
}

// presigned tells whether the call is a presigned URL: whoever uses that may not
// know what its maker meant to send.
func presigned(ctx context.Context) bool {
	sig := gateway.CallFrom(ctx).Signature
	return sig != nil && sig.Presigned
}

// size gives the length of the body without framing.
func (u upload) size(ctx context.Context, otherwise int64) (int64, error) {
	r := gateway.CallFrom(ctx).HTTP
	switch {
	case r == nil && u.length != nil:
		return *u.length, nil
	case r == nil:
		return otherwise, nil
	}
	if text := r.Header.Get("X-Amz-Decoded-Content-Length"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return 0, fault("MissingContentLength")
		}
		return n, nil
	}
	if r.ContentLength < 0 {
		return 0, fault("MissingContentLength")
	}
	return r.ContentLength, nil
}

// announced gives the checksum that x-amz-trailer announces, "" for none.
func announced(ctx context.Context) (object.Algorithm, error) {
	r := gateway.CallFrom(ctx).HTTP
	if r == nil {
		return "", nil
	}
	for _, line := range r.Header.Values("X-Amz-Trailer") {
		for name := range strings.SplitSeq(line, ",") {
			rest, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(name)), sumHeader)
			if !ok {
				continue
			}
			return parseAlgorithm(&rest)
		}
	}
	return "", nil
}

// contentMD5 reads the header Content-MD5.
func contentMD5(header *string) ([]byte, error) {
	if header == nil {
		return nil, nil
	}
	b, err := base64.StdEncoding.DecodeString(*header)
	if err != nil || len(b) != md5.Size {
		return nil, fault("InvalidDigest", "Content-MD5", *header)
	}
	return b, nil
}
