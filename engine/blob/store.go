package blob

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
)

// RemoveTask is the kind of the task that removes files.
const RemoveTask = "blob.remove"

// DefaultInline is up to how many bytes a blob lives in the store.
const DefaultInline = 64 << 10

// MaxInline bounds Options.Inline, in bytes.
const MaxInline = Chunk

// Enqueuer writes a task in the caller's transaction.
type Enqueuer interface {
	Enqueue(tx kv.Tx, t task.Task) error
}

// Options are what a Store stands on.
type Options struct {
	FS    vfs.FS
	Dir   string // made if it is not there
	Store kv.Store
	Tasks Enqueuer
	Clock clock.Clock  // nil means the system's
	Log   *slog.Logger // nil means the default
	// Inline is up to how many bytes a blob lives in the store: 0 means
	// DefaultInline, -1 none but empty ones.
	Inline int
	// Reserve is how many bytes of the disk stay free: writes beyond fail with
	// kv.ErrNoSpace.
	Reserve uint64
	// Lease is how long an epoch lives without being renewed; 0 means 2 minutes.
	Lease time.Duration
}

// Store keeps blobs. It is safe for concurrent use.
type Store struct {
	o     Options
	log   *slog.Logger
	epoch atomic.Uint64 // the writer's
	next  atomic.Uint64 // the number given out last
	dirs  dirs
	pins  pins
	space space
	bufs  sync.Pool // *[]byte of Chunk bytes
}

// Open begins an epoch in a directory. Call Run for the background work, and
// register Tasks.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	switch {
	case o.Inline == 0:
		o.Inline = DefaultInline
	case o.Inline < 0:
		o.Inline = 0
	case o.Inline > MaxInline:
		return nil, fmt.Errorf("blob: inline limit of %d bytes is over %d", o.Inline, MaxInline)
	}
	if o.Lease == 0 {
		o.Lease = 2 * time.Minute
	}
	if err := vfs.MkdirAll(o.FS, o.Dir); err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	s := &Store{o: o, log: o.Log}
	s.bufs.New = func() any { b := make([]byte, Chunk); return &b }
	s.dirs.fs, s.space.fs = o.FS, o.FS
	return s, s.begin(ctx)
}

// begin checks the format and takes the next epoch.
func (s *Store) begin(ctx context.Context) error {
	var epoch uint64
	// A full disk must not keep the program from starting.
	err := s.o.Store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		switch f, err := getUint(tx, keyFormat); {
		case err != nil:
			return err
		case f > Format:
			return fmt.Errorf("%w: %d, this program writes %d", ErrFormat, f, Format)
		case f == 0:
			if err := setUint(tx, keyFormat, Format); err != nil {
				return err
			}
		}
		last, err := getUint(tx, keyEpoch)
		if err != nil {
			return err
		}
		epoch = last + 1
		if err := setUint(tx, keyEpoch, epoch); err != nil {
			return err
		}
		if err := tx.Set(keyOpen.Uint(epoch), []byte("open")); err != nil {
			return err
		}
		return s.extend(tx, epoch)
	})
	if err != nil {
		return fmt.Errorf("blob: begin an epoch: %w", err)
	}
	s.epoch.Store(epoch)
	return nil
}

func (s *Store) extend(tx kv.Tx, epoch uint64) error {
	return setUint(tx, keyLease.Uint(epoch), uint64(s.o.Clock.Now().Add(s.o.Lease).Unix()))
}

// Renew extends the epoch's lease, or begins another epoch when it was closed
// (the machine slept). Run calls it.
func (s *Store) Renew(ctx context.Context) error {
	epoch := s.epoch.Load()
	err := s.o.Store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		if err := checkOpen(tx, epoch); err != nil {
			return err
		}
		return s.extend(tx, epoch)
	})
	if errors.Is(err, ErrFenced) {
		return s.begin(ctx)
	}
	return err
}

// Run renews the lease and sweeps, until ctx ends.
func (s *Store) Run(ctx context.Context) error {
	for {
		if err := s.Renew(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "renew the blob writer's lease", "err", err)
		}
		if _, err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "sweep blobs", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.o.Clock.After(s.o.Lease / 3):
		}
	}
}

// Close gives the lease back, so that what was not linked can be swept at once.
func (s *Store) Close(ctx context.Context) error {
	epoch := s.epoch.Load()
	return s.o.Store.Update(kv.Freeing(ctx), func(tx kv.Tx) error { return setUint(tx, keyLease.Uint(epoch), 0) })
}

// Tasks are the background handlers by kind.
func (s *Store) Tasks() map[string]task.Handler {
	return map[string]task.Handler{RemoveTask: s.remove}
}

func (s *Store) newID() ID { return ID{s.epoch.Load(), s.next.Add(1)} }

// FileName is where a linked file lies below a store's directory; elements are
// separated by slashes.
func FileName(ref Ref) string {
	return fmt.Sprintf("%016x/%08x/%016x", ref.Epoch, ref.N>>12, ref.N)
}

func (s *Store) path(id ID) (dir, name string) {
	name = s.o.FS.PathJoin(s.o.Dir, FileName(Ref{Epoch: id.Epoch, N: id.N}))
	return s.o.FS.PathDir(name), name
}

// checkOpen fails with ErrFenced unless the epoch may link. It reads no more
// than the closing of an epoch writes, so renewals do not conflict with links.
func checkOpen(tx kv.Tx, epoch uint64) error {
	state, err := tx.Get(keyOpen.Uint(epoch))
	if errors.Is(err, kv.ErrNotFound) || err == nil && string(state) != "open" {
		return ErrFenced
	}
	return err
}

// getUint reads a number; one that is not there is 0.
func getUint(tx kv.Tx, key []byte) (uint64, error) {
	b, err := tx.Get(key)
	if errors.Is(err, kv.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if len(b) != 8 {
		return 0, fmt.Errorf("%w: number of %d bytes", ErrCorrupt, len(b))
	}
	return binary.BigEndian.Uint64(b), nil
}

func setUint(tx kv.Tx, key []byte, n uint64) error {
	return tx.Set(key, binary.BigEndian.AppendUint64(nil, n))
}
