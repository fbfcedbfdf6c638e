package blob

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// flush is after how many bytes writing to disk begins, so that the last sync
// of a big blob is short, and the free space is looked at again.
const flush = 8 << 20

// Staged is bytes that are safely written and not linked yet.
type Staged struct {
	s    *Store
	ref  Ref
	data []byte // with its checksum in front, where inline
}

// Ref refers to the blob that the bytes become when they are linked.
func (st *Staged) Ref() Ref { return st.ref }

// Write reads r to its end and stages the bytes: in memory where they are few,
// else in a file, synced with its name. It holds one chunk and the checksums in
// memory. The caller links or discards what it got.
func (s *Store) Write(ctx context.Context, r io.Reader) (*Staged, error) {
	bp := s.bufs.Get().(*[]byte)
	defer s.bufs.Put(bp)
	buf := *bp
	n, err := io.ReadFull(r, buf)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, err
	case err != nil && n <= s.o.Inline:
		return s.stageInline(buf[:n]), nil
	}
	return s.stageFile(ctx, r, buf, n, err != nil)
}

func (s *Store) stageInline(p []byte) *Staged {
	if len(p) == 0 {
		return &Staged{s: s}
	}
	id, c := s.newID(), sum(p)
	data := append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(p)), c), p...)
	return &Staged{s, Ref{Epoch: id.Epoch, N: id.N, Size: int64(len(p)), Sum: c, Inline: true}, data}
}

// stageFile writes the n bytes of buf and, unless end says that they are all,
// the rest of r.
func (s *Store) stageFile(ctx context.Context, r io.Reader, buf []byte, n int, end bool) (*Staged, error) {
	if err := s.space.check(s.o); err != nil {
		return nil, err
	}
	id := s.newID()
	st := &Staged{s: s, ref: Ref{Epoch: id.Epoch, N: id.N}}
	dir, name := s.path(id)
	if err := s.dirs.make(dir, s.o.Dir); err != nil {
		return nil, spaceError(err)
	}
	f, err := s.o.FS.Create(name, vfs.Unspecified)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", spaceError(err))
	}
	err = st.fill(ctx, f, r, buf, n, end)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = s.dirs.sync(dir)
	}
	if err != nil {
		st.Discard()
		return nil, spaceError(err)
	}
	return st, nil
}

func (st *Staged) fill(ctx context.Context, f vfs.File, r io.Reader, buf []byte, n int, end bool) error {
	var table []byte
	var flushed int64
	for n > 0 {
		table = binary.BigEndian.AppendUint32(table, sum(buf[:n]))
		if _, err := f.Write(buf[:n]); err != nil {
			return err
		}
		st.ref.Size += int64(n)
		if end {
			break
		}
		if st.ref.Size-flushed >= flush {
			flushed = st.ref.Size
			if _, err := f.SyncTo(flushed); err != nil {
				return err
			}
			if err := st.s.space.check(st.s.o); err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		var err error
		n, err = io.ReadFull(r, buf)
		end = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			return err
		}
	}
	st.ref.Sum = sum(table)
	if _, err := f.Write(append(table, footer(st.ref)...)); err != nil {
		return err
	}
	return f.Sync()
}

// Link makes the bytes a blob with one reference, in the transaction of what
// refers to it. Where the store can not tell whether that committed, do not
// discard: the sweeper finds out.
func (st *Staged) Link(tx kv.Tx) error {
	id := st.ref.ID()
	if st.ref.IsZero() {
		return nil
	}
	if st.ref.Inline {
		return tx.Set(dataKey(id), st.data)
	}
	if err := checkOpen(tx, id.Epoch); err != nil {
		return err
	}
	return tx.Set(fileKey(id), entry{1, st.ref.Sum, st.ref.Size}.encode())
}

// Discard drops bytes that were not linked. What it can't remove the sweeper
// will.
func (st *Staged) Discard() {
	if st.ref.Inline || st.ref.IsZero() {
		return
	}
	_, name := st.s.path(st.ref.ID())
	if err := st.s.o.FS.Remove(name); err != nil {
		st.s.log.Warn("discard a blob", "blob", st.ref.ID().String(), "err", err)
	}
}

func spaceError(err error) error {
	if vfs.IsNoSpace(err) {
		return fmt.Errorf("%w: %w", kv.ErrNoSpace, err)
	}
	return err
}
