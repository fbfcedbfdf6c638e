package blob

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// Get gives the bytes of a small blob, verified, in the caller's transaction.
func (s *Store) Get(tx kv.Tx, ref Ref) (*Reader, error) {
	b, err := tx.Get(dataKey(ref.ID()))
	if errors.Is(err, kv.ErrNotFound) {
		return nil, fmt.Errorf("%w: %v", ErrGone, ref.ID())
	}
	if err != nil {
		return nil, err
	}
	if len(b) != 4+int(ref.Size) || binary.BigEndian.Uint32(b) != ref.Sum || sum(b[4:]) != ref.Sum {
		return nil, fmt.Errorf("%w: %v in the store", ErrCorrupt, ref.ID())
	}
	return &Reader{ref: ref, data: b[4:]}, nil
}

// Open gives a linked blob for reading. A file stays readable until Close, even
// when it is removed meanwhile.
func (s *Store) Open(ctx context.Context, ref Ref) (r *Reader, err error) {
	if ref.IsZero() {
		return &Reader{}, nil
	}
	if ref.Inline {
		err = s.o.Store.View(ctx, func(tx kv.Tx) error {
			r, err = s.Get(tx, ref)
			return err
		})
		return r, err
	}
	_, name := s.path(ref.ID())
	f, err := s.o.FS.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %v", ErrGone, ref.ID())
	}
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	r = &Reader{s: s, ref: ref, f: f}
	if err := r.loadTable(); err != nil {
		_ = f.Close()
		return nil, err
	}
	return r, nil
}

// Reader reads a blob. Its methods may be called concurrently, but for Close.
type Reader struct {
	s     *Store
	ref   Ref
	data  []byte   // where inline
	f     vfs.File // else
	table []byte
}

// Size is the blob's length in bytes.
func (r *Reader) Size() int64 { return r.ref.Size }

// File is the open file of which the first Size bytes are the blob's, for
// copying inside the kernel; nil for small blobs. What is read from it is not
// verified.
func (r *Reader) File() vfs.File { return r.f }

// Close closes the file.
func (r *Reader) Close() error {
	if r.f == nil {
		return nil
	}
	return r.f.Close()
}

// loadTable reads the checksums and verifies them against the reference.
func (r *Reader) loadTable() error {
	n := 4 * chunks(r.ref.Size)
	b := make([]byte, n+footerSize)
	if err := r.readFull(b, r.ref.Size); err != nil {
		return err
	}
	if sum(b[:n]) != r.ref.Sum || string(b[n:]) != string(footer(r.ref)) {
		return fmt.Errorf("%w: checksums of %v", ErrCorrupt, r.ref.ID())
	}
	r.table = b[:n]
	return nil
}

func (r *Reader) readFull(b []byte, off int64) error {
	n, err := r.f.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: %v is cut short", ErrCorrupt, r.ref.ID())
	}
	return fmt.Errorf("blob: read %v: %w", r.ref.ID(), err)
}

// chunk reads the i-th chunk into buf, whole and verified.
func (r *Reader) chunk(i int64, buf []byte) ([]byte, error) {
	b := buf[:min(Chunk, r.ref.Size-i*Chunk)]
	if err := r.readFull(b, i*Chunk); err != nil {
		return nil, err
	}
	if sum(b) != binary.BigEndian.Uint32(r.table[4*i:]) {
		return nil, fmt.Errorf("%w: chunk %d of %v", ErrCorrupt, i, r.ref.ID())
	}
	return b, nil
}

// Range reads n bytes from off, which must lie within the blob. The result also
// is an io.WriterTo. Close gives its buffer back; the Reader stays open.
func (r *Reader) Range(off, n int64) io.ReadCloser {
	return &section{r: r, off: off, end: off + n}
}

type section struct {
	r        *Reader
	off, end int64
	buf      *[]byte
	have     []byte // verified and not yet given
}

// fill makes sure that have is not empty.
func (x *section) fill() error {
	if len(x.have) > 0 {
		return nil
	}
	if x.off >= x.end {
		return io.EOF
	}
	if x.r.f == nil {
		x.have = x.r.data[x.off:x.end]
		x.off = x.end
		return nil
	}
	if x.buf == nil {
		x.buf = x.r.s.bufs.Get().(*[]byte)
	}
	i := x.off / Chunk
	b, err := x.r.chunk(i, *x.buf)
	if err != nil {
		return err
	}
	x.have = b[x.off-i*Chunk : min(int64(len(b)), x.end-i*Chunk)]
	x.off += int64(len(x.have))
	return nil
}

// Read implements io.Reader.
func (x *section) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := x.fill(); err != nil {
		return 0, err
	}
	n := copy(p, x.have)
	x.have = x.have[n:]
	return n, nil
}

// WriteTo implements io.WriterTo.
func (x *section) WriteTo(w io.Writer) (total int64, err error) {
	for {
		err := x.fill()
		if errors.Is(err, io.EOF) {
			return total, nil
		}
		if err != nil {
			return total, err
		}
		n, err := w.Write(x.have)
		total += int64(n)
		x.have = x.have[n:]
		if err != nil {
			return total, err
		}
	}
}

// Close implements io.Closer.
func (x *section) Close() error {
	if x.buf != nil {
		x.r.s.bufs.Put(x.buf)
		x.buf, x.have, x.end = nil, nil, x.off
	}
	return nil
}
