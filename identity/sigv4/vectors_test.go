package sigv4

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The credentials and requests of AWS's documentation (S3 API reference,
// "Authenticating Requests (AWS Signature Version 4)").
const (
	docKey    = "AKIAIOSFODNN7EXAMPLE"
	docSecret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)

var docTime = time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)

// raw reads a request as a server does.
func raw(t testing.TB, text string) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const docChunked = "PUT /examplebucket/chunkObject.txt HTTP/1.1\r\n" +
	"Host: s3.amazonaws.com\r\n" +
	"x-amz-date: 20130524T000000Z\r\n" +
	"x-amz-storage-class: REDUCED_REDUNDANCY\r\n" +
	"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9\r\n" +
	"x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD\r\n" +
	"Content-Encoding: aws-chunked\r\n" +
	"x-amz-decoded-content-length: 66560\r\n" +
	"Content-Length: 66824\r\n\r\n"

func docChunks() string {
	return "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" + strings.Repeat("a", 65536) + "\r\n" +
		"400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" + strings.Repeat("a", 1024) + "\r\n" +
		"0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
}

const docTrailer = "PUT /examplebucket/chunkObject.txt HTTP/1.1\r\n" +
	"Host: s3.amazonaws.com\r\n" +
	"x-amz-date: 20130524T000000Z\r\n" +
	"x-amz-storage-class: REDUCED_REDUNDANCY\r\n" +
	"Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e\r\n" +
	"x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER\r\n" +
	"Content-Encoding: aws-chunked\r\n" +
	"x-amz-decoded-content-length: 66560\r\n" +
	"x-amz-trailer: x-amz-checksum-crc32c\r\n" +
	"Content-Length: 66946\r\n\r\n"

func docTrailerChunks() string {
	return "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n" + strings.Repeat("a", 65536) + "\r\n" +
		"400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n" + strings.Repeat("a", 1024) + "\r\n" +
		"0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n" +
		"x-amz-checksum-crc32c:sOO8/Q==\r\n" +
		"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
}

// verify does what the gateway does: parse, verify, read the body to its end.
func verify(r *http.Request, secret string, now time.Time) (body []byte, trailer http.Header, err error) {
	s, err := Parse(r)
	if err != nil {
		return nil, nil, err
	}
	if s == nil {
		return nil, nil, errorf("Anonymous", "no signature")
	}
	if err := s.Verify(r, secret, now); err != nil {
		return nil, nil, err
	}
	b, length, err := s.Body(r, secret)
	if err != nil {
		return nil, nil, err
	}
	body, err = io.ReadAll(b)
	if err == nil && length >= 0 && int64(len(body)) != length {
		return body, nil, errorf("WrongLength", "announced %d, got %d", length, len(body))
	}
	return body, b.Trailer(), err
}

func TestDocumentedVectors(t *testing.T) {
	auth := func(signed, signature string) string {
		return "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=" + signed + ",Signature=" + signature + "\r\n"
	}
	empty := "x-amz-content-sha256: " + emptyHash + "\r\nx-amz-date: 20130524T000000Z\r\n"
	for name, text := range map[string]string{
		"get object": "GET /test.txt HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\nRange: bytes=0-9\r\n" + empty +
			auth("host;range;x-amz-content-sha256;x-amz-date", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41") + "\r\n",
		"put object": "PUT /test$file.text HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\nDate: Fri, 24 May 2013 00:00:00 GMT\r\nx-amz-date: 20130524T000000Z\r\n" +
			"x-amz-storage-class: REDUCED_REDUNDANCY\r\nx-amz-content-sha256: 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072\r\nContent-Length: 21\r\n" +
			auth("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd") + "\r\nWelcome to Amazon S3.",
		"get lifecycle": "GET /?lifecycle HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n" + empty +
			auth("host;x-amz-content-sha256;x-amz-date", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543") + "\r\n",
		"list objects": "GET /?max-keys=2&prefix=J HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n" + empty +
			auth("host;x-amz-content-sha256;x-amz-date", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7") + "\r\n",
		"presigned": "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404 HTTP/1.1\r\nHost: examplebucket.s3.amazonaws.com\r\n\r\n",
		"chunked":   docChunked + docChunks(),
		"trailer":   docTrailer + docTrailerChunks(),
	} {
		t.Run(name, func(t *testing.T) {
			body, trailer, err := verify(raw(t, text), docSecret, docTime.Add(time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			if name == "chunked" || name == "trailer" {
				if string(body) != strings.Repeat("a", 66560) {
					t.Errorf("%d bytes of body", len(body))
				}
			}
			if name == "trailer" && trailer.Get("x-amz-checksum-crc32c") != "sOO8/Q==" {
				t.Errorf("trailer %v", trailer)
			}
		})
	}
}

func TestV2Vector(t *testing.T) {
	r := raw(t, "GET /photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620 HTTP/1.1\r\nHost: johnsmith.s3.amazonaws.com\r\n\r\n")
	s, err := Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	if s.Version != 2 || s.AccessKeyID != docKey || !s.Presigned || s.Service != "s3" {
		t.Fatalf("%+v", s)
	}
	s.Bucket = "johnsmith"
	if err := s.Verify(r, docSecret, time.Unix(1175139000, 0)); err != nil {
		t.Error(err)
	}
	wantKind(t, s.Verify(r, "other", time.Unix(1175139000, 0)), SignatureDoesNotMatch)
	wantKind(t, s.Verify(r, docSecret, time.Unix(1175139621, 0)), ExpiredPresigned)
	late := raw(t, "GET /photos/puppy.jpg?attributes&"+r.URL.RawQuery+" HTTP/1.1\r\nHost: johnsmith.s3.amazonaws.com\r\n\r\n")
	if s, err = Parse(late); err != nil {
		t.Fatal(err)
	}
	s.Bucket = "johnsmith"
	wantKind(t, s.Verify(late, docSecret, time.Unix(1175139000, 0)), SignatureDoesNotMatch)
	s.Bucket = "janesmith"
	wantKind(t, s.Verify(r, docSecret, time.Unix(1175139000, 0)), SignatureDoesNotMatch)
}

// TestV2Headers signs as botocore's S3 query signer does, which moves headers
// into the query.
func TestV2Headers(t *testing.T) {
	target := "/bucket/a%20b?AWSAccessKeyId=AKIAEXAMPLE&content-type=text%2Fplain&x-amz-meta-k=v&uploadId=x%2By&max-keys=1&Expires=2000000000"
	text := "PUT\n\ntext/plain\n2000000000\nx-amz-meta-k:v\n/bucket/a%20b?uploadId=x+y"
	h := hmac.New(sha1.New, []byte("secret"))
	h.Write([]byte(text))
	target += "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(h.Sum(nil)))
	for header, kind := range map[string]Kind{
		"": "", "x-amz-meta-k: v\r\n": "", "Content-Type: text/plain\r\n": "",
		"x-amz-meta-k: w\r\n": SignatureDoesNotMatch, "x-amz-acl: public-read\r\n": SignatureDoesNotMatch,
		"Content-Type: text/html\r\n": SignatureDoesNotMatch, // or it would pass as what the query says
	} {
		_, _, err := verify(raw(t, "PUT "+target+" HTTP/1.1\r\nHost: localhost\r\n"+header+"\r\n"), "secret", time.Unix(1999999999, 0))
		if kind != "" {
			wantKind(t, err, kind)
		} else if err != nil {
			t.Errorf("%q: %v", header, err)
		}
	}
}
