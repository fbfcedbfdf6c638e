package sigv4

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestChunkedTampered(t *testing.T) {
	good := docTrailerChunks()
	for name, c := range map[string]struct {
		body string
		kind Kind
	}{
		"a byte":            {strings.Replace(good, "aaaa\r\n400", "aaab\r\n400", 1), SignatureDoesNotMatch},
		"chunk signature":   {strings.Replace(good, "=b474", "=b475", 1), SignatureDoesNotMatch},
		"last signature":    {strings.Replace(good, "=2ca2", "=2ca3", 1), SignatureDoesNotMatch},
		"no signature":      {strings.Replace(good, "10000;chunk-signature=", "10000;", 1), IncompleteBody},
		"size":              {strings.Replace(good, "400;", "401;", 1), IncompleteBody},
		"huge size":         {strings.Replace(good, "10000;", "ffffffffffffffff;", 1), IncompleteBody},
		"not hex":           {strings.Replace(good, "10000;", "1000g;", 1), IncompleteBody},
		"negative":          {strings.Replace(good, "10000;", "-10000;", 1), IncompleteBody},
		"no line end":       {strings.Replace(good, "aa\r\n400", "aa400", 1), IncompleteBody},
		"trailer":           {strings.Replace(good, "sOO8/Q==", "sOO8/A==", 1), SignatureDoesNotMatch},
		"trailer signature": {strings.Replace(good, "signature:d81f", "signature:d81e", 1), SignatureDoesNotMatch},
		"not announced":     {strings.Replace(good, "x-amz-checksum-crc32c:", "x-amz-checksum-sha1:", 1), MalformedTrailer},
		"trailer missing":   {strings.Replace(good, "x-amz-checksum-crc32c:sOO8/Q==\r\n", "", 1), MalformedTrailer},
		"trailer unsigned":  {good[:strings.Index(good, "x-amz-trailer-signature")] + "\r\n", MalformedTrailer},
		"trailer, no colon": {strings.Replace(good, "crc32c:", "crc32c", 1), MalformedTrailer},
		"after the end":     {good + "x", IncompleteBody},
		"cut in data":       {good[:5000], IncompleteBody},
		"cut in header":     {good[:20], IncompleteBody},
		"cut before last":   {good[:strings.Index(good, "0;chunk-signature=2ca2")], IncompleteBody},
		"nothing":           {"", IncompleteBody},
		"long header":       {strings.Repeat("1", 10<<20), IncompleteBody},
	} {
		t.Run(name, func(t *testing.T) {
			r := raw(t, docTrailer)
			r.Body = io.NopCloser(strings.NewReader(c.body))
			_, _, err := verify(r, docSecret, docTime)
			wantKind(t, err, c.kind)
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("a reader takes this for the end of a whole body: %v", err)
			}
		})
	}
}

// TestChunkedReaders reads through readers that give little, or errors with
// their last bytes.
func TestChunkedReaders(t *testing.T) {
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"half": iotest.HalfReader, "one byte": iotest.OneByteReader, "data with error": iotest.DataErrReader,
	} {
		r := raw(t, docTrailer)
		r.Body = io.NopCloser(wrap(strings.NewReader(docTrailerChunks())))
		if body, _, err := verify(r, docSecret, docTime); err != nil || len(body) != 66560 {
			t.Errorf("%s: %d bytes, %v", name, len(body), err)
		}
	}
}

func unsignedTrailer(length int, trailer string) *http.Request {
	r, _ := http.NewRequest(http.MethodPut, "http://localhost/bucket/key", nil)
	r.Header.Set("X-Amz-Content-Sha256", StreamingUnsignedTrailer)
	r.Header.Set("X-Amz-Decoded-Content-Length", fmt.Sprint(length))
	r.Header.Set("X-Amz-Trailer", trailer)
	return r
}

func TestUnsignedTrailer(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		kind Kind
	}{
		"good":          {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", ""},
		"no empty line": {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n", ""},
		"no trailer":    {"5\r\nhello\r\n0\r\n\r\n", MalformedTrailer},
		"twice":         {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:a\r\nx-amz-checksum-crc32:b\r\n\r\n", MalformedTrailer},
		"signature":     {"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:a\r\nx-amz-trailer-signature:b\r\n\r\n", MalformedTrailer},
		"small chunks":  {"2\r\nhe\r\n3\r\nllo\r\n0\r\nx-amz-checksum-crc32:a\r\n\r\n", InvalidChunkSize},
		"too short":     {"4\r\nhell\r\n0\r\nx-amz-checksum-crc32:a\r\n\r\n", IncompleteBody},
		"too long":      {"6\r\nhello!\r\n0\r\nx-amz-checksum-crc32:a\r\n\r\n", IncompleteBody},
	} {
		t.Run(name, func(t *testing.T) {
			r := unsignedTrailer(5, "X-Amz-Checksum-Crc32")
			r.Body = io.NopCloser(strings.NewReader(c.body))
			b, n, err := (*Signature)(nil).Body(r, "")
			if err != nil || n != 5 {
				t.Fatal(n, err)
			}
			got, err := io.ReadAll(b)
			if c.kind != "" {
				wantKind(t, err, c.kind)
				return
			}
			if err != nil || string(got) != "hello" || b.Trailer().Get("x-amz-checksum-crc32") != "NhCmhg==" {
				t.Errorf("got %q, %v, %v", got, b.Trailer(), err)
			}
		})
	}
}

func TestEmptyChunked(t *testing.T) {
	r := unsignedTrailer(0, "")
	r.Body = io.NopCloser(strings.NewReader("0\r\n\r\n"))
	b, _, err := (*Signature)(nil).Body(r, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(b); err != nil || len(got) != 0 {
		t.Errorf("got %q, %v", got, err)
	}
	r.Header.Del("X-Amz-Decoded-Content-Length")
	_, _, err = (*Signature)(nil).Body(r, "")
	wantKind(t, err, MissingDecodedLength)
	r.Header.Set("X-Amz-Content-Sha256", Streaming)
	_, _, err = (*Signature)(nil).Body(r, "")
	wantKind(t, err, InvalidContentSHA256)
}

// TestMismatchWithLastByte: who reads just the announced length sees it too.
func TestMismatchWithLastByte(t *testing.T) {
	b := &plain{r: strings.NewReader("hello"), left: 5, hash: sha256.New(), claimed: hexSum("jello")}
	_, err := io.ReadFull(b, make([]byte, 5))
	if err == nil {
		_, err = b.Read(make([]byte, 1))
	}
	wantKind(t, err, ContentSHA256Mismatch)
	long := &plain{r: strings.NewReader("hello!"), left: 5}
	_, err = io.ReadAll(long)
	wantKind(t, err, IncompleteBody)
	short := &plain{r: strings.NewReader("hell"), left: 5}
	_, err = io.ReadAll(short)
	wantKind(t, err, IncompleteBody)
}

func FuzzParse(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/s3/aws4_request, SignedHeaders=host, Signature="+emptyHash, "a=b", "20130524T000000Z")
	f.Add("", "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="+emptyHash, "")
	f.Add("", "AWSAccessKeyId=A&Signature=x%2B&Expires=1175139620&acl", "")
	f.Fuzz(func(t *testing.T, auth, query, date string) {
		r, err := http.NewRequest(http.MethodGet, "http://localhost/bucket/%2e%2e/key", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.RawQuery = query
		r.Header.Set("Authorization", auth)
		r.Header.Set("X-Amz-Date", date)
		s, err := Parse(r)
		if err == nil && s != nil && s.Verify(r, "secret of nobody", time.Now()) == nil {
			t.Error("verified without the secret")
		}
	})
}

func FuzzChunked(f *testing.F) {
	f.Add([]byte("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:a\r\n\r\n"), int64(5), true)
	f.Add([]byte(docChunks()), int64(66560), false)
	f.Fuzz(func(t *testing.T, body []byte, length int64, trailers bool) {
		if length < 0 {
			return
		}
		c := newChunked(strings.NewReader(string(body)), length, []string{"x-amz-checksum-crc32"}, trailers, nil)
		got, err := io.ReadAll(c)
		if int64(len(got)) > length || err == nil && int64(len(got)) != length {
			t.Errorf("%d bytes of %d, %v", len(got), length, err)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	text := "GET /test.txt HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\nRange: bytes=0-9\r\n" +
		"x-amz-content-sha256: " + emptyHash + "\r\nx-amz-date: 20130524T000000Z\r\n" +
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\r\n\r\n"
	r := raw(b, text)
	keys := NewKeyCache(10)
	b.ReportAllocs()
	for b.Loop() {
		s, err := Parse(r)
		if err != nil {
			b.Fatal(err)
		}
		s.Keys = keys
		if err := s.Verify(r, docSecret, docTime); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkChunked(b *testing.B) {
	chunks := docChunks()
	b.SetBytes(66560)
	b.ReportAllocs()
	for b.Loop() {
		r := raw(b, docChunked)
		r.Body = io.NopCloser(strings.NewReader(chunks))
		if _, _, err := verify(r, docSecret, docTime); err != nil {
			b.Fatal(err)
		}
	}
}
