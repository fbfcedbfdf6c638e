package blob

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// Report is what a scrub found.
type Report struct {
	Files int
	Bytes int64
	Bad   []Damage
}

// Damage is a linked blob that can't be read: ErrCorrupt, ErrGone or an error
// of the disk.
type Damage struct {
	ID  ID
	Err error
}

// Linked calls f for each linked file of a store, in the order of ids, between
// short transactions: what is linked or unlinked meanwhile may be missed. A
// backup asks its copy of the store, and meanwhile holds the files ([Store.Hold]).
func Linked(ctx context.Context, store kv.Store, f func(Ref) error) error {
	const page = 256
	from := []byte(keyFile)
	for {
		var refs []Ref
		next := from
		err := store.View(ctx, func(tx kv.Tx) error {
			refs = refs[:0]
			for p, err := range tx.Scan(kv.Range{Start: from, End: kv.Prefix(keyFile).End, Limit: page}) {
				if err != nil {
					return err
				}
				id, ok := cutID(p.Key, keyFile)
				e, err := decodeEntry(p.Value)
				if !ok || err != nil {
					return errors.Join(ErrCorrupt, err)
				}
				refs = append(refs, Ref{Epoch: id.Epoch, N: id.N, Size: e.size, Sum: e.sum})
				next = append(p.Key, 0)
			}
			return nil
		})
		if err != nil || len(refs) == 0 {
			return err
		}
		from = next
		for _, ref := range refs {
			if err := f(ref); err != nil {
				return err
			}
		}
	}
}

// Scrub reads every linked file and verifies it, at no more than rate bytes a
// second (0 means as fast as it can). It ends with ctx. Small blobs are left to
// the store's own checksums and to Get.
func (s *Store) Scrub(ctx context.Context, rate int64) (rep Report, err error) {
	err = Linked(ctx, s.o.Store, func(ref Ref) error { return s.scrubOne(ctx, ref, rate, &rep) })
	return rep, err
}

// scrubOne fails only when ctx or the store does.
func (s *Store) scrubOne(ctx context.Context, ref Ref, rate int64, rep *Report) error {
	rep.Files++
	err := s.verify(ctx, ref, rate, rep)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	// It may have been deleted meanwhile.
	return s.o.Store.View(ctx, func(tx kv.Tx) error {
		_, gone := getEntry(tx, ref.ID())
		if errors.Is(gone, ErrGone) {
			return nil
		}
		rep.Bad = append(rep.Bad, Damage{ref.ID(), err})
		s.log.ErrorContext(ctx, "damaged blob", "blob", ref.ID().String(), "err", err)
		return gone
	})
}

func (s *Store) verify(ctx context.Context, ref Ref, rate int64, rep *Report) error {
	r, err := s.Open(ctx, ref)
	if err != nil {
		return err
	}
	defer r.Close()
	sec := r.Range(0, ref.Size)
	defer sec.Close()
	for left := ref.Size; left > 0; {
		n, err := io.CopyN(io.Discard, sec, min(left, Chunk))
		rep.Bytes += n
		left -= n
		if err != nil {
			return err
		}
		if rate > 0 {
			select {
			case <-ctx.Done():
			case <-s.o.Clock.After(time.Duration(n * int64(time.Second) / rate)):
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}
