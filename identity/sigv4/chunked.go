package sigv4

import (
	"bufio"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Limits of aws-chunked framing.
const (
	// MinChunk is the least size of a chunk that is not the last, in bytes.
	MinChunk = 8 << 10
	// maxLine bounds a chunk's header and a trailer's line, in bytes.
	maxLine = 4 << 10
	// maxTrailers bounds the number of trailers.
	maxTrailers = 16
)

// emptyHash is the SHA-256 of nothing, a line of every chunk's string to sign.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// chunkSigner verifies the chain of chunk signatures.
type chunkSigner struct {
	sig      *Signature
	key      [32]byte
	previous string
	hash     hash.Hash // of the chunk under way
}

func (c *chunkSigner) verify(provided, text string) error {
	got := mac(c.key[:], text)
	want, err := hex.DecodeString(provided)
	if err != nil || subtle.ConstantTimeCompare(got[:], want) != 1 {
		return &Error{
			Kind: SignatureDoesNotMatch, AccessKeyID: c.sig.AccessKeyID, Provided: clip(provided), StringToSign: text,
			Message: "The chunk signature we calculated does not match the signature you provided.",
		}
	}
	c.previous = hex.EncodeToString(got[:])
	return nil
}

func (c *chunkSigner) chunk(provided string) error {
	sum := hex.EncodeToString(c.hash.Sum(nil))
	c.hash.Reset()
	return c.verify(provided, c.sig.stringToSign("AWS4-HMAC-SHA256-PAYLOAD", c.previous, emptyHash, sum))
}

func (c *chunkSigner) trailer(provided, canonical string) error {
	sum := sha256.Sum256([]byte(canonical))
	return c.verify(provided, c.sig.stringToSign("AWS4-HMAC-SHA256-TRAILER", c.previous, hex.EncodeToString(sum[:])))
}

// chunked takes the aws-chunked framing off a body.
type chunked struct {
	r         *bufio.Reader
	left      int64 // decoded bytes to come
	chunkLeft int64
	short     bool   // the chunk under way is below MinChunk: only the last may be
	signature string // of the chunk under way
	signer    *chunkSigner
	trailers  bool // the form has trailers
	announced []string
	got       http.Header
	err       error
}

func newChunked(r io.Reader, length int64, announced []string, trailers bool, signer *chunkSigner) *chunked {
	c := &chunked{r: bufio.NewReaderSize(r, maxLine), left: length, trailers: trailers, signer: signer}
	for _, list := range announced {
		for name := range strings.SplitSeq(list, ",") {
			if name = lower(strings.TrimSpace(name)); name != "" {
				c.announced = append(c.announced, name)
			}
		}
	}
	return c
}

func (c *chunked) trailer() http.Header { return c.got }

func (c *chunked) Read(p []byte) (n int, err error) {
	if c.err != nil || len(p) == 0 {
		return 0, c.err
	}
	n, c.err = c.read(p)
	if c.err == nil && c.left == 0 {
		// With the last byte the end is verified too.
		if c.err = c.end(); c.err == nil {
			c.err = io.EOF
		}
	}
	return n, c.err
}

func (c *chunked) read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, nil
	}
	if c.chunkLeft == 0 {
		size, err := c.header()
		if err != nil {
			return 0, err
		}
		if size == 0 || size > c.left {
			return 0, errorf(IncompleteBody, "The chunks do not add up to x-amz-decoded-content-length.")
		}
		c.chunkLeft = size
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.chunkLeft)])
	if c.signer != nil {
		c.signer.hash.Write(p[:n])
	}
	c.left -= int64(n)
	c.chunkLeft -= int64(n)
	if c.chunkLeft == 0 {
		return n, c.endChunk()
	}
	if err != nil {
		err = broken(err)
	}
	return n, err
}

// header reads "SIZE[;chunk-signature=SIGNATURE]\r\n".
func (c *chunked) header() (size int64, err error) {
	line, err := c.line()
	if err != nil {
		return 0, err
	}
	digits, extension, _ := strings.Cut(line, ";")
	n, err := strconv.ParseUint(digits, 16, 63)
	if err != nil {
		return 0, errorf(IncompleteBody, "A chunk's size is malformed.")
	}
	c.signature = ""
	if c.signer != nil {
		var ok bool
		if c.signature, ok = strings.CutPrefix(extension, "chunk-signature="); !ok {
			return 0, errorf(IncompleteBody, "A chunk has no signature.")
		}
	}
	if n > 0 && c.short {
		return 0, errorf(InvalidChunkSize, "Only the last chunk is allowed to have a size less than 8192 bytes")
	}
	c.short = n < MinChunk
	return int64(n), nil
}

// endChunk reads the line's end after a chunk's bytes.
func (c *chunked) endChunk() error {
	var crlf [2]byte
	if _, err := io.ReadFull(c.r, crlf[:]); err != nil {
		return broken(err)
	}
	if crlf != [2]byte{'\r', '\n'} {
		return errorf(IncompleteBody, "A chunk is longer than its size says.")
	}
	if c.signer != nil {
		return c.signer.chunk(c.signature)
	}
	return nil
}

// end reads the empty last chunk and what follows it.
func (c *chunked) end() error {
	size, err := c.header()
	if err != nil {
		return err
	}
	if size != 0 {
		return errorf(IncompleteBody, "The chunks do not add up to x-amz-decoded-content-length.")
	}
	if c.signer != nil {
		if err := c.signer.chunk(c.signature); err != nil {
			return err
		}
	}
	if err := c.readTrailers(); err != nil {
		return err
	}
	if _, err := c.r.ReadByte(); !errors.Is(err, io.EOF) {
		if err == nil {
			return errorf(IncompleteBody, "There are bytes after the last chunk.")
		}
		return broken(err)
	}
	return nil
}

// line reads up to a line's end, which it takes off.
func (c *chunked) line() (string, error) {
	line, err := c.r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		return "", errorf(IncompleteBody, "A line of the chunked body is longer than %d bytes.", maxLine)
	}
	if err != nil {
		return "", broken(err)
	}
	return strings.TrimSuffix(string(line[:len(line)-1]), "\r"), nil
}

func broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &Error{Kind: IncompleteBody, Message: "The request body terminated unexpectedly", Cause: err}
	}
	return err
}

func lower(s string) string { return strings.ToLower(s) }
