package httpbind

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/cumulet/cumulet/protocol"
)

// ReadBody reads a body into memory, at most [protocol.MaxBody] bytes: a larger
// one gives RequestEntityTooLarge (413). A body that an SDK compressed
// (Content-Encoding: gzip) is unpacked, under the same limit.
// https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait
func ReadBody(r *protocol.Request) ([]byte, error) {
	data, err := readAll(r)
	if err != nil || len(data) == 0 || !gzipped(r.HTTP) {
		return data, err
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		data, err = limited(z, -1)
	}
	return data, bodyError(err)
}

func readAll(r *protocol.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	if r.Length == 0 { // an empty body may still have the wrong hash
		_, err := r.Body.Read(make([]byte, 1))
		if errors.Is(err, io.EOF) {
			err = nil
		}
		return nil, bodyError(err)
	}
	data, err := limited(r.Body, r.Length)
	return data, bodyError(err)
}

func gzipped(r *http.Request) bool {
	if r.Header.Get("Content-Encoding") == "" {
		return false
	}
	encodings := strings.Split(strings.Join(r.Header.Values("Content-Encoding"), ","), ",")
	return strings.EqualFold(strings.TrimSpace(encodings[len(encodings)-1]), "gzip")
}

func errTooLarge() error {
	return protocol.Errorf(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge",
		"The request body must be at most %d bytes.", protocol.MaxBody)
}

// limited reads r to its end, which is where it is verified. length is a hint, -1
// if there is none; memory grows with what really comes.
func limited(r io.Reader, length int64) ([]byte, error) {
	if length > protocol.MaxBody {
		return nil, errTooLarge()
	}
	var b bytes.Buffer
	if length > 0 && length <= 64<<10 {
		b.Grow(int(length) + bytes.MinRead) // one allocation for the usual small body
	}
	n, err := b.ReadFrom(io.LimitReader(r, protocol.MaxBody+1))
	if err == nil && n > protocol.MaxBody {
		err = errTooLarge()
	}
	return b.Bytes(), err
}

// bodyError keeps errors that already say how they are sent (a wrong hash, too
// large); another is a request that broke off.
func bodyError(err error) error {
	if _, ok := errors.AsType[*protocol.Error](err); ok || err == nil {
		return err
	}
	e := protocol.Errorf(http.StatusBadRequest, "IncompleteBody", "The request body could not be read to its end.")
	e.Cause = err
	return e
}
