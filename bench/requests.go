package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// signed makes requests with a signature, as stock clients send them over plain
// HTTP: the body's hash is signed, too.
type signed struct {
	server  *server
	service string
	key     aws.Credentials
}

// all signs n requests at once; describe tells of the i-th.
func (s signed) all(n int, body []byte, describe func(i int) (method, path string, header http.Header)) ([]*request, error) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:])
	out := make([]*request, n)
	workers := runtime.GOMAXPROCS(0)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n && errs[w] == nil; i += workers {
				method, path, header := describe(i)
				out[i], errs[w] = s.one(method, path, header, body, hash)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s signed) one(method, path string, header http.Header, body []byte, hash string) (*request, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, "http://"+s.server.addr+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		r.Header[name] = values
	}
	r.Header.Set("X-Amz-Content-Sha256", hash)
	r.ContentLength = int64(len(body))
	if len(body) > 0 {
		r.Header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = s.service == "s3" })
	if err := signer.SignHTTP(context.Background(), s.key, r, hash, s.service, region, time.Now()); err != nil {
		return nil, err
	}
	return &request{head(r), body}, nil
}

// head writes the request line and the header.
func head(r *http.Request) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.Method, r.URL.RequestURI(), r.URL.Host)
	if err := r.Header.Write(&b); err != nil {
		panic(err) // a buffer takes everything
	}
	_, _ = io.WriteString(&b, "\r\n")
	return b.Bytes()
}
