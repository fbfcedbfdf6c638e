package object

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"sync"

	"github.com/minio/crc64nvme" // by the processor's carry-less multiplication
)

var tableCRC32C = crc32.MakeTable(crc32.Castagnoli)

// polyCRC64 is the polynomial of CRC-64/NVME, reversed (NVM Express specification,
// 64b CRC).
const polyCRC64 = crc64nvme.NVME

// NewHash gives the hash of an algorithm.
func NewHash(a Algorithm) (hash.Hash, error) {
	switch a {
	case MD5:
		return md5.New(), nil
	case CRC32:
		return crc32.NewIEEE(), nil
	case CRC32C:
		return crc32.New(tableCRC32C), nil
	case CRC64NVME:
		return crc64nvme.New(), nil
	case SHA1:
		return sha1.New(), nil
	case SHA256:
		return sha256.New(), nil
	}
	return nil, fmt.Errorf("object: unknown checksum algorithm %q", a)
}

// digester hashes a body while it is read, and fails at its end where length or
// digests are not those declared.
type digester struct {
	body   Body
	limit  int64 // bytes that may come
	size   int64
	hashes map[Algorithm]hash.Hash
	ended  error // what Read answers after the end
	md5    []byte
	sums   Sums
}

func newDigester(b Body, also ...Algorithm) (*digester, error) {
	d := &digester{body: b, limit: MaxPut, hashes: map[Algorithm]hash.Hash{}}
	if b.Length > MaxPut {
		return nil, ErrTooBig
	}
	if b.Length >= 0 {
		d.limit = b.Length
	}
	want := append(append([]Algorithm{MD5}, b.Want...), also...)
	for a := range b.Sums {
		want = append(want, a)
	}
	for _, a := range want {
		if a == "" || d.hashes[a] != nil {
			continue
		}
		h, err := NewHash(a)
		if err != nil {
			return nil, err
		}
		d.hashes[a] = h
	}
	return d, nil
}

// Read implements io.Reader.
func (d *digester) Read(p []byte) (int, error) {
	if d.ended != nil {
		return 0, d.ended
	}
	n, err := d.body.Reader.Read(p)
	d.size += int64(n)
	if d.size > d.limit {
		d.ended = ErrTooLong
		if d.body.Length < 0 {
			d.ended = ErrTooBig
		}
		return 0, d.ended
	}
	d.hash(p[:n])
	if errors.Is(err, io.EOF) {
		err = d.finish()
	}
	d.ended = err
	return n, err
}

// parallel is from how many bytes on it pays to hash on several processors.
const parallel = 16 << 10

// hash feeds the hashes; at once, where there is much to do.
func (d *digester) hash(p []byte) {
	var wg sync.WaitGroup
	for a, h := range d.hashes {
		if a == MD5 || len(p) < parallel {
			continue
		}
		wg.Go(func() { _, _ = h.Write(p) }) // never fails
	}
	for a, h := range d.hashes {
		if a == MD5 || len(p) < parallel {
			_, _ = h.Write(p)
		}
	}
	wg.Wait()
}

// finish compares the digests. It answers io.EOF where all is well.
func (d *digester) finish() error {
	if d.body.Length >= 0 && d.size < d.body.Length {
		return ErrIncomplete
	}
	d.sums = Sums{}
	for a, h := range d.hashes {
		if a == MD5 {
			d.md5 = h.Sum(nil)
		} else {
			d.sums[a] = h.Sum(nil)
		}
	}
	if d.body.MD5 != nil && !bytes.Equal(d.body.MD5, d.md5) {
		return &DigestError{MD5, d.md5, d.body.MD5}
	}
	if err := d.sums.match(d.body.Sums); err != nil {
		return err
	}
	if d.body.Trailer != nil {
		declared, err := d.body.Trailer()
		if err != nil {
			return err
		}
		if err := d.sums.match(declared); err != nil {
			return err
		}
	}
	return io.EOF
}

// match compares declared checksums.
func (s Sums) match(declared Sums) error {
	for a, want := range declared {
		if got := s[a]; !bytes.Equal(got, want) {
			return &DigestError{a, got, want}
		}
	}
	return nil
}
