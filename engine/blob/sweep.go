package blob

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"github.com/cumulet/cumulet/engine/kv"
)

// Sweep closes the epochs whose lease ran out and removes what they wrote and
// nobody linked. It returns how many files it removed.
func (s *Store) Sweep(ctx context.Context) (removed int, err error) {
	epochs, err := s.expired(ctx)
	if err != nil {
		return 0, err
	}
	for _, epoch := range epochs {
		n, err := s.sweepEpoch(ctx, epoch)
		removed += n
		if errors.Is(err, errPinned) {
			continue // a backup holds all files: next time
		}
		if err != nil {
			return removed, fmt.Errorf("blob: sweep epoch %d: %w", epoch, err)
		}
	}
	return removed, nil
}

// expired gives the epochs to sweep. It closes none.
func (s *Store) expired(ctx context.Context) (epochs []uint64, err error) {
	now := s.o.Clock.Now().Unix()
	err = s.o.Store.View(ctx, func(tx kv.Tx) error {
		epochs = nil
		for p, err := range tx.Scan(kv.Prefix(keyLease)) {
			if err != nil {
				return err
			}
			epoch, _, ok := kv.CutUint(p.Key[len(keyLease):])
			if !ok || len(p.Value) != 8 {
				return fmt.Errorf("%w: lease", ErrCorrupt)
			}
			if epoch != s.epoch.Load() && int64(binary.BigEndian.Uint64(p.Value)) < now {
				epochs = append(epochs, epoch)
			}
		}
		return nil
	})
	return epochs, err
}

func (s *Store) sweepEpoch(ctx context.Context, epoch uint64) (removed int, err error) {
	// The lease is read again: it may have been renewed.
	err = s.o.Store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		until, err := getUint(tx, keyLease.Uint(epoch))
		if err != nil {
			return err
		}
		if int64(until) >= s.o.Clock.Now().Unix() {
			return errRenewed
		}
		return tx.Set(keyOpen.Uint(epoch), []byte("closed"))
	})
	if errors.Is(err, errRenewed) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	root := s.o.FS.PathJoin(s.o.Dir, fmt.Sprintf("%016x", epoch))
	fans, err := s.o.FS.List(root)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	for _, fan := range fans {
		n, err := s.sweepDir(ctx, epoch, s.o.FS.PathJoin(root, fan))
		removed += n
		if err != nil {
			return removed, err
		}
	}
	if err := s.tidy(root, epoch); err != nil {
		return removed, err
	}
	return removed, s.o.Store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		return errors.Join(tx.Delete(keyOpen.Uint(epoch)), tx.Delete(keyLease.Uint(epoch)))
	})
}

func (s *Store) sweepDir(ctx context.Context, epoch uint64, dir string) (removed int, err error) {
	names, err := s.o.FS.List(dir)
	if err != nil {
		return 0, err
	}
	var orphans []ID
	err = s.o.Store.View(ctx, func(tx kv.Tx) error {
		orphans = nil
		for _, name := range names {
			n, err := strconv.ParseUint(name, 16, 64)
			if err != nil {
				continue // not ours
			}
			if _, err := getEntry(tx, ID{epoch, n}); errors.Is(err, ErrGone) {
				orphans = append(orphans, ID{epoch, n})
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, id := range orphans {
		if err := s.removeFile(id); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, s.tidy(dir, epoch)
}
