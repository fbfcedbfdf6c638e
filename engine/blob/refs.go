package blob

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
)

// Share adds a reference and returns it. A small blob is copied; a file is
// counted.
func (s *Store) Share(tx kv.Tx, ref Ref) (Ref, error) {
	if ref.IsZero() {
		return ref, nil
	}
	if ref.Inline {
		b, err := tx.Get(dataKey(ref.ID()))
		if errors.Is(err, kv.ErrNotFound) {
			return Ref{}, fmt.Errorf("%w: %v", ErrGone, ref.ID())
		}
		if err != nil {
			return Ref{}, err
		}
		id := s.newID()
		ref.Epoch, ref.N = id.Epoch, id.N
		return ref, tx.Set(dataKey(id), b)
	}
	e, err := getEntry(tx, ref.ID())
	if err != nil {
		return Ref{}, err
	}
	e.refs++
	return ref, tx.Set(fileKey(ref.ID()), e.encode())
}

// Unlink takes a reference of each blob away. Those without any are gone with
// the transaction, their files soon after by a task.
func (s *Store) Unlink(tx kv.Tx, refs ...Ref) error {
	var doomed []byte
	for _, ref := range refs {
		id := ref.ID()
		if ref.IsZero() {
			continue
		}
		if ref.Inline {
			if err := tx.Delete(dataKey(id)); err != nil {
				return err
			}
			continue
		}
		e, err := getEntry(tx, id)
		if err != nil {
			return err
		}
		if e.refs--; e.refs > 0 {
			if err := tx.Set(fileKey(id), e.encode()); err != nil {
				return err
			}
			continue
		}
		if err := tx.Delete(fileKey(id)); err != nil {
			return err
		}
		doomed = binary.BigEndian.AppendUint64(doomed, id.Epoch)
		doomed = binary.BigEndian.AppendUint64(doomed, id.N)
	}
	if doomed == nil {
		return nil
	}
	return s.o.Tasks.Enqueue(tx, task.Task{Kind: RemoveTask, Payload: doomed})
}

// Pin keeps the files of blobs from being removed until release. It says
// nothing about whether they still stand when it is called.
func (s *Store) Pin(refs ...Ref) (release func()) {
	ids := make([]ID, 0, len(refs))
	for _, r := range refs {
		if !r.Inline && !r.IsZero() {
			ids = append(ids, r.ID())
		}
	}
	return s.pins.add(ids)
}

// Hold keeps all files from being removed until release: a backup copies what
// its snapshot of the store refers to.
func (s *Store) Hold() (release func()) {
	s.pins.mu.Lock()
	s.pins.hold++
	s.pins.mu.Unlock()
	done := false
	return func() {
		s.pins.mu.Lock()
		defer s.pins.mu.Unlock()
		if !done {
			done = true
			s.pins.hold--
		}
	}
}

// remove is the task that removes files without references. Those that are
// still being read are left to another task, later.
func (s *Store) remove(ctx context.Context, t task.Task) error {
	touched := map[string]uint64{}
	var pinned []byte
	for b := t.Payload; len(b) >= 16; b = b[16:] {
		id := ID{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
		err := s.removeFile(id)
		if errors.Is(err, errPinned) {
			pinned = append(pinned, b[:16]...)
			continue
		}
		if err != nil {
			return err
		}
		dir, _ := s.path(id)
		touched[dir] = id.Epoch
	}
	// A removal that a power cut undoes would leave a file that nobody looks for.
	for dir, epoch := range touched {
		if err := s.tidy(dir, epoch); err != nil {
			return err
		}
	}
	if pinned == nil {
		return nil
	}
	later := task.Task{Kind: RemoveTask, Payload: pinned, NotBefore: s.o.Clock.Now().Add(pinnedFor)}
	return s.o.Store.Update(kv.Freeing(ctx), func(tx kv.Tx) error { return s.o.Tasks.Enqueue(tx, later) })
}

// pinnedFor is how long the removal of a file that is being read waits.
const pinnedFor = time.Minute

func (s *Store) removeFile(id ID) error {
	_, name := s.path(id)
	return s.pins.unpinned(id, func() error {
		if err := s.o.FS.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("blob: %w", err)
		}
		return nil
	})
}

// tidy makes removals in a directory durable; an empty one goes, unless this
// process may still write there.
func (s *Store) tidy(dir string, epoch uint64) error {
	fsys := s.o.FS
	names, err := fsys.List(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("blob: %w", err)
	}
	if len(names) == 0 && epoch != s.epoch.Load() && dir != s.o.Dir {
		if err := fsys.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("blob: %w", err)
		}
		s.dirs.forget(dir)
		return s.tidy(fsys.PathDir(dir), epoch)
	}
	return s.dirs.sync(dir)
}

func getEntry(tx kv.Tx, id ID) (entry, error) {
	b, err := tx.Get(fileKey(id))
	if errors.Is(err, kv.ErrNotFound) {
		return entry{}, fmt.Errorf("%w: %v", ErrGone, id)
	}
	if err != nil {
		return entry{}, err
	}
	return decodeEntry(b)
}
