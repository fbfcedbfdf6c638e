package pebblekv

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// Options tune a store. The zero value is good for a small host.
type Options struct {
	FS           vfs.FS        // default: the machine's
	Logger       *slog.Logger  // default: nothing is logged
	CacheSize    int64         // bytes of blocks kept in memory, and a quarter more of hot values; default 8 MiB
	MemTableSize uint64        // bytes of a memtable, of which a few exist under load; default 4 MiB
	Reserve      uint64        // bytes of disk below which only deletes work; default none
	MaxTx        time.Duration // how long a transaction may live; default 5 s
	// Fatal is told of failures that Pebble can't survive, on the goroutine
	// concerned, and must not return. By default it panics: the process ends, and
	// the next start recovers from the log.
	Fatal func(error)
}

// Store implements [kv.Store].
type Store struct {
	db    *pebble.DB
	fs    vfs.FS
	dir   string
	log   *slog.Logger
	maxTx time.Duration

	calls  gate            // whoever is inside the store
	mu     sync.Mutex      // the commit lock
	hist   history         // what recent commits wrote
	hot    *hot            // what is read often
	synced syncMark        // up to where commits are durable
	space  space           // the reserve of disk
	hub    hub             // watchers
	active atomic.Int64    // transactions that have read
	failed atomic.Bool     // no more writes
	wedged atomic.Bool     // Pebble broke off in a commit and can't be closed
	cause  atomic.Value    // error that made it fail
	ctx    context.Context //nolint:containedctx // the life of the store: ends at Close
	cancel context.CancelFunc

	commits, conflicts atomic.Uint64
}

var _ kv.Store = (*Store)(nil)

// Open opens the store in dir, which it makes if need be. Errors: [kv.ErrLocked]
// when another process has it open, [kv.ErrNewerFormat] when a newer version
// wrote it.
func Open(dir string, opts Options) (*Store, error) {
	opts = opts.withDefaults()
	if err := vfs.MkdirAll(opts.FS, dir); err != nil {
		return nil, fmt.Errorf("kv: %w", err)
	}
	lock, err := lockDir(opts.FS, dir)
	if err != nil {
		return nil, err
	}
	s := &Store{fs: opts.FS, dir: dir, log: opts.Logger, maxTx: opts.MaxTx, hot: newHot(opts.CacheSize / 4)}
	s.space = space{fs: opts.FS, dir: dir, reserve: opts.Reserve}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if err := checkFormat(opts.FS, dir); err != nil {
		_ = lock.Close()
		return nil, err
	}
	po := opts.pebble(s)
	po.Lock = lock
	s.db, err = pebble.Open(dir, po)
	if err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("kv: open %s: %w", dir, err)
	}
	// From here on the lock is released with the database.
	s.calls.onClose = lock.Close
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.FS == nil {
		o.FS = vfs.OS()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.CacheSize == 0 {
		o.CacheSize = 8 << 20
	}
	if o.MemTableSize == 0 {
		o.MemTableSize = 4 << 20
	}
	if o.MaxTx == 0 {
		o.MaxTx = 5 * time.Second
	}
	if o.Fatal == nil {
		o.Fatal = func(err error) { panic(err) }
	}
	return o
}

func (o Options) pebble(s *Store) *pebble.Options {
	po := &pebble.Options{
		FS:           o.FS,
		CacheSize:    o.CacheSize,
		MemTableSize: o.MemTableSize,
		// Raised by hand, together with formatVersion: an upgrade of the library
		// alone never changes what is on disk.
		FormatMajorVersion: pebble.FormatTableFormatV6,
		Logger:             logger{s: s, fatal: o.Fatal},
	}
	for i := range po.Levels {
		po.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	return po
}

// Close waits for running transactions, syncs and closes. Later calls fail with
// [kv.ErrClosed].
func (s *Store) Close() error {
	if !s.calls.close() {
		return kv.ErrClosed
	}
	s.cancel()
	if s.wedged.Load() {
		// Pebble holds its own locks for good; the process is expected to end.
		return s.failure()
	}
	err := s.db.Close()
	if lerr := s.calls.onClose(); err == nil {
		err = lerr
	}
	if s.failed.Load() {
		return s.failure()
	}
	return err
}

// fail puts the store into the state in which nothing is written any more.
func (s *Store) fail(err error) {
	if s.failed.CompareAndSwap(false, true) {
		s.cause.Store(fmt.Errorf("%w: %w", kv.ErrFailed, err))
		s.log.Error("store failed: no more writes until restart", "err", err)
		s.synced.fail()
	}
}

func (s *Store) failure() error {
	if err, ok := s.cause.Load().(error); ok {
		return err
	}
	return kv.ErrFailed
}
