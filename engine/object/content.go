package object

import (
	"context"
	"errors"
	"io"

	"github.com/cumulet/cumulet/engine/blob"
)

// Content is an object with its bytes (those of one part, where asked for).
// Every byte is verified before it is given; damage answers blob.ErrCorrupt.
// Its ranges may be read concurrently.
type Content struct {
	Object
	// Offset and Length say which bytes of the object these are.
	Offset, Length int64

	blobs    *blob.Store
	pieces   []piece
	nonce    []byte // of the version
	manifest []byte // the parts' manifest, nil where there are none
	whole    int    // how many parts that has
	release  func() // unpins the parts
}

// piece is a blob of the content. Those of parts are opened when they are read.
type piece struct {
	ref    blob.Ref
	size   int64
	number int
	reader *blob.Reader // nil for parts
}

// Range gives n bytes from off, counted within the content; n -1 means all. The
// reader also implements io.WriterTo. It must be closed before the content.
func (c *Content) Range(off, n int64) (io.ReadCloser, error) {
	if n < 0 {
		n = c.Length - off
	}
	if off < 0 || n < 0 || off+n > c.Length {
		return nil, ErrInvalidRange
	}
	r := &rangeReader{blobs: c.blobs, pieces: c.pieces, off: off, left: n}
	for len(r.pieces) > 0 && r.off >= r.pieces[0].size && r.left > 0 {
		r.off -= r.pieces[0].size
		r.pieces = r.pieces[1:]
	}
	return r, nil
}

// Close lets go of the bytes.
func (c *Content) Close() error {
	if c.release != nil {
		c.release()
	}
	var err error
	for _, p := range c.pieces {
		if p.reader != nil {
			err = errors.Join(err, p.reader.Close())
		}
	}
	return err
}

// rangeReader reads over pieces, with one open at a time.
type rangeReader struct {
	blobs  *blob.Store
	pieces []piece
	off    int64 // where to begin in the first piece
	left   int64
	now    io.ReadCloser // nil between pieces
	own    *blob.Reader  // opened here, nil for none
}

// next makes sure that now is set, or answers io.EOF.
func (r *rangeReader) next() error {
	if r.now != nil {
		return nil
	}
	if r.left == 0 {
		return io.EOF
	}
	p := r.pieces[0]
	reader := p.reader
	if reader == nil {
		var err error
		if reader, err = r.blobs.Open(context.Background(), p.ref); err != nil {
			return err
		}
		r.own = reader
	}
	n := min(r.left, p.size-r.off)
	r.now = reader.Range(r.off, n)
	r.left -= n
	r.off, r.pieces = 0, r.pieces[1:]
	return nil
}

// Read implements io.Reader.
func (r *rangeReader) Read(b []byte) (int, error) {
	for {
		if err := r.next(); err != nil {
			return 0, err
		}
		n, err := r.now.Read(b)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		if err := r.Close(); err != nil || n > 0 {
			return n, err
		}
	}
}

// WriteTo implements io.WriterTo.
func (r *rangeReader) WriteTo(w io.Writer) (total int64, err error) {
	for {
		err := r.next()
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		n, err := io.Copy(w, r.now)
		total += n
		if err == nil {
			err = r.Close()
		}
		if err != nil {
			return total, err
		}
	}
}

// Close ends the piece that is being read.
func (r *rangeReader) Close() (err error) {
	if r.now != nil {
		err = r.now.Close()
		r.now = nil
	}
	if r.own != nil {
		err = errors.Join(err, r.own.Close())
		r.own = nil
	}
	return err
}
