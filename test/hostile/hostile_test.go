// Package hostile sends the real program what no client should: it answers with
// a clear error, or closes, and lives on within bounded memory.
package hostile

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

// raw sends bytes on a connection of its own and gives what comes back.
func raw(t *testing.T, s *testenv.Server, send func(io.Writer)) string {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	go send(conn)
	answer, err := io.ReadAll(conn)
	if err != nil && len(answer) == 0 {
		t.Fatalf("no answer: %v", err)
	}
	return string(answer)
}

func first(answer string) string { line, _, _ := strings.Cut(answer, "\r\n"); return line }

func TestHTTP(t *testing.T) {
	s := testenv.Start(t)
	for _, c := range []struct {
		name, want string
		send       func(io.Writer)
	}{
		{"10 MB of header", "HTTP/1.1 431 ", func(w io.Writer) {
			fmt.Fprintf(w, "GET / HTTP/1.1\r\nHost: x\r\nX-Big: %s\r\n\r\n", strings.Repeat("a", 10<<20))
		}},
		{"no HTTP", "HTTP/1.1 400 ", func(w io.Writer) { fmt.Fprint(w, "\x16\x03\x01 hello, is this a port for TLS?\r\n\r\n") }},
		{"two lengths", "HTTP/1.1 400 ", func(w io.Writer) {
			fmt.Fprint(w, "PUT /b/k HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")
		}},
		{"a header with a line feed", "HTTP/1.1 400 ", func(w io.Writer) { fmt.Fprint(w, "GET / HTTP/1.1\r\nHost: x\r\nA\rB: c\r\n\r\n") }},
		{"refused before its body is sent", "HTTP/1.1 404 ", func(w io.Writer) {
			fmt.Fprint(w, "PUT /b/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := raw(t, s, c.send); !strings.HasPrefix(got, c.want) {
				t.Errorf("got %q, want %q", first(got), c.want)
			}
		})
	}
	t.Run("pipelined", func(t *testing.T) {
		got := raw(t, s, func(w io.Writer) {
			const get = "GET /_cumulet/health HTTP/1.1\r\nHost: x\r\n"
			fmt.Fprint(w, get+"\r\n"+get+"Connection: close\r\n\r\n")
		})
		if n := strings.Count(got, "HTTP/1.1 200 OK"); n != 2 {
			t.Errorf("%d answers to two requests in one go:\n%s", n, got)
		}
	})
	t.Run("HTTP/2 in clear", func(t *testing.T) {
		tr := &http.Transport{Protocols: new(http.Protocols)}
		tr.Protocols.SetUnencryptedHTTP2(true)
		resp := do(t, &http.Client{Transport: tr}, request(t, http.MethodGet, s.Endpoint+"/_cumulet/health", nil))
		if resp.ProtoMajor != 2 || resp.StatusCode != http.StatusOK {
			t.Errorf("got %s %s", resp.Proto, resp.Status)
		}
	})
}

func request(t *testing.T, method, url string, body []byte) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func do(t *testing.T, c *http.Client, r *http.Request) *http.Response {
	t.Helper()
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

// signed signs a request as root; hash stands for the payload.
func signed(t *testing.T, r *http.Request, hash string) *http.Request {
	t.Helper()
	if hash == "" {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		sum := sha256.Sum256(body)
		hash = hex.EncodeToString(sum[:])
	}
	r.Header.Set("X-Amz-Content-Sha256", hash)
	key := aws.Credentials{AccessKeyID: testenv.AccessKey, SecretAccessKey: testenv.SecretKey}
	err := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }).
		SignHTTP(t.Context(), key, r, hash, "s3", testenv.Region, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func withBucket(t *testing.T) (*testenv.Server, *s3.Client, context.Context) {
	t.Helper()
	s := testenv.Start(t)
	ctx := sdk.Context(t, 2*time.Minute)
	client := sdk.S3(sdk.Config(s))
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("target"), CreateBucketConfiguration: sdk.Here()}); err != nil {
		t.Fatal(err)
	}
	return s, client, ctx
}

func TestBodies(t *testing.T) {
	s, client, ctx := withBucket(t)
	deep := strings.Repeat("<a>", 100_000)
	for _, c := range []struct {
		name, path, body string
		header           map[string]string
		hash             string
		status           int
		code             string
	}{
		{name: "broken XML", path: "?versioning", body: "<Versioning", status: 400, code: "MalformedXML"},
		{name: "deep XML", path: "?versioning", body: deep, status: 400, code: "MalformedXML"},
		{name: "entities", path: "?versioning", body: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><VersioningConfiguration><Status>&e;</Status></VersioningConfiguration>`, status: 400, code: "MalformedXML"},
		{name: "another body than signed", path: "/k", body: "evil", hash: strings.Repeat("0", 64), status: 400, code: "XAmzContentSHA256Mismatch"},
		{name: "wrong MD5", path: "/k", body: "x", header: map[string]string{"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}, status: 400, code: "BadDigest"},
		{name: "chunks that are none", path: "/k", body: "zz;chunk-signature=0\r\nxx", hash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
			header: map[string]string{"X-Amz-Decoded-Content-Length": "2", "X-Amz-Trailer": "x-amz-checksum-crc32"}, status: 400, code: "IncompleteBody"},
		{name: "chunks that lie", path: "/k", body: "5\r\nhello\r\n0\r\n\r\n", hash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
			header: map[string]string{"X-Amz-Decoded-Content-Length": "9"}, status: 400, code: "IncompleteBody"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := request(t, http.MethodPut, s.Endpoint+"/target"+c.path, []byte(c.body))
			for k, v := range c.header {
				r.Header.Set(k, v)
			}
			resp := do(t, http.DefaultClient, signed(t, r, c.hash))
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != c.status || !bytes.Contains(body, []byte("<Code>"+c.code+"</Code>")) {
				t.Errorf("got %d %s", resp.StatusCode, body)
			}
		})
	}
	list, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String("target")})
	if err != nil || len(list.Contents) != 0 {
		t.Errorf("refused bodies left %v, %v", list, err)
	}
}

// TestCutUpload: an upload that breaks off leaves nothing.
func TestCutUpload(t *testing.T) {
	s, client, ctx := withBucket(t)
	r := signed(t, request(t, http.MethodPut, s.Endpoint+"/target/half", nil), "UNSIGNED-PAYLOAD")
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "PUT /target/half HTTP/1.1\r\nHost: %s\r\nContent-Length: 1000000\r\n", s.Addr)
	for k := range r.Header {
		fmt.Fprintf(conn, "%s: %s\r\n", k, r.Header.Get(k))
	}
	fmt.Fprintf(conn, "\r\n%s", strings.Repeat("x", 300_000))
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err == nil {
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			t.Error("half an upload was acknowledged")
		}
	}
	conn.Close()
	if _, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String("target"), Key: aws.String("half")}); err == nil {
		t.Error("half an upload is there")
	}
}

// TestMemory: a large upload and download cost no more memory than small ones.
func TestMemory(t *testing.T) {
	s, client, ctx := withBucket(t)
	const size, limit = 512 << 20, 200 << 20
	body := io.LimitReader(rand.Reader, size)
	sum := sha256.New()
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, s.Endpoint+"/target/big", io.TeeReader(body, sum))
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = size
	resp := do(t, http.DefaultClient, signed(t, r, "UNSIGNED-PAYLOAD"))
	if resp.StatusCode != http.StatusOK {
		t.Fatal(resp.Status)
	}
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("target"), Key: aws.String("big")})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	back := sha256.New()
	if n, err := io.Copy(back, out.Body); err != nil || n != size {
		t.Fatal(n, err)
	}
	if !bytes.Equal(sum.Sum(nil), back.Sum(nil)) {
		t.Error("other bytes came back")
	}
	if peak := peakMemory(t, s.PID()); peak > limit {
		t.Errorf("the program took %d MiB for %d MiB", peak>>20, size>>20)
	}
}

// peakMemory reads the most memory that a process ever had resident, in bytes.
func peakMemory(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		t.Skip("no /proc on this system, memory can't be measured")
	}
	for line := range strings.Lines(string(status)) {
		if text, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, err := strconv.ParseInt(strings.Fields(text)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n << 10
		}
	}
	t.Fatal("no VmHWM")
	return 0
}
