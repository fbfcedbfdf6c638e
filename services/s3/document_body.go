package s3

import (
	"bytes"
	"errors"
	"hash"
	"io"
	"net/http"
	"strings"

	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/protocol/schema"
)

// prepare readies an authenticated request for decoding.
func prepare(op *schema.Operation, r *http.Request, body io.Reader) (io.Reader, error) {
	if err := fits(op, r); err != nil {
		return nil, err
	}
	hoisted(r)
	if op.Name != "CopyObject" && op.Name != "UploadPartCopy" && r.Header["X-Amz-Copy-Source"] != nil {
		// To store the body instead would not be what was signed.
		return nil, notImplemented("x-amz-copy-source", "the source of a copy must be a header, not a parameter.")
	}
	return verified(op, r, body)
}

// signing are the parameters of a presigned URL that are no headers.
var signing = map[string]bool{
	"X-Amz-Algorithm": true, "X-Amz-Credential": true, "X-Amz-Date": true, "X-Amz-Expires": true,
	"X-Amz-Signedheaders": true, "X-Amz-Signature": true, "X-Amz-Security-Token": true, "X-Amz-Content-Sha256": true,
}

// hoisted takes the x-amz- parameters of a presigned URL for headers: some SDKs
// put all such headers there when they sign, and version 2 signs them alike in
// both places, with Content-Type and Content-MD5. A header that was sent wins.
// Checksums stay out of version 4: the JavaScript SDK puts that of an empty body
// there, as it does not know yet what will be uploaded.
func hoisted(r *http.Request) {
	v4 := strings.Contains(r.URL.RawQuery, "X-Amz-Signature=")
	if !v4 && !strings.Contains(r.URL.RawQuery, "AWSAccessKeyId=") {
		return
	}
	for name, values := range r.URL.Query() {
		name = http.CanonicalHeaderKey(name)
		checksum := v4 && (strings.HasPrefix(name, "X-Amz-Checksum-") || strings.HasPrefix(name, "X-Amz-Sdk-"))
		header := strings.HasPrefix(name, "X-Amz-") || !v4 && (name == "Content-Type" || name == "Content-Md5")
		if header && !checksum && !signing[name] && r.Header[name] == nil {
			r.Header[name] = values
		}
	}
}

// verified makes the body of a document fail at its end where it is not what
// Content-MD5 or x-amz-checksum-* say. Bytes of objects are the engine's to
// verify. DeleteObjects must come with one of them (API Reference,
// DeleteObjects).
func verified(op *schema.Operation, r *http.Request, body io.Reader) (io.Reader, error) {
	in := op.Input
	if op.Checksum == nil || op.Checksum.AlgorithmMember == "" || in.Payload > 0 && in.Members[in.Payload-1].Streaming {
		return body, nil
	}
	d := &documentBody{Reader: body, want: object.Sums{}, hashes: map[object.Algorithm]hash.Hash{}}
	if text := r.Header.Get("Content-MD5"); text != "" {
		sum, err := contentMD5(&text)
		if err != nil {
			return nil, err
		}
		d.want[object.MD5] = sum
	}
	var announced []object.Algorithm
	for a := range sumSizes {
		if text := r.Header.Get(headerOf(a)); text != "" {
			sum, err := decodeSum(a, text)
			if err != nil {
				return nil, err
			}
			d.want[a] = sum
		}
		if strings.Contains(strings.ToLower(r.Header.Get("X-Amz-Trailer")), headerOf(a)) {
			announced = append(announced, a)
		}
	}
	if len(d.want)+len(announced) == 0 {
		if op.Name == "DeleteObjects" {
			return nil, say("InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*")
		}
		return body, nil
	}
	d.trailers, _ = body.(trailered)
	for a := range d.want {
		announced = append(announced, a)
	}
	for _, a := range announced {
		h, err := object.NewHash(a)
		if err != nil {
			return nil, err
		}
		d.hashes[a] = h
	}
	return d, nil
}

// documentBody hashes a document while it is read.
type documentBody struct {
	io.Reader
	want     object.Sums
	hashes   map[object.Algorithm]hash.Hash
	trailers trailered // nil where the body has none
}

// Read implements [io.Reader].
func (d *documentBody) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	for _, h := range d.hashes {
		_, _ = h.Write(p[:n]) // never fails
	}
	if errors.Is(err, io.EOF) {
		if bad := d.check(); bad != nil {
			return n, bad
		}
	}
	return n, err
}

func (d *documentBody) check() error {
	if d.trailers != nil {
		sent, err := trailerSums(d.trailers.Trailer())
		if err != nil {
			return err
		}
		for a, sum := range sent {
			d.want[a] = sum
		}
	}
	for a, want := range d.want {
		if h := d.hashes[a]; h != nil && !bytes.Equal(h.Sum(nil), want) {
			return place{}.digest(&object.DigestError{Algorithm: a, Got: h.Sum(nil), Want: want})
		}
	}
	return nil
}
