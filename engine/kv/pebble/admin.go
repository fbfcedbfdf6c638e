package pebblekv

import (
	"context"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// Checkpoint makes in dir, which must not exist, a store as this one is at one
// instant, with all that was acknowledged before the call. It shares unchanged
// files by hard links where dir is on the same file system. Transactions go on
// meanwhile. It can be opened like any store.
func (s *Store) Checkpoint(ctx context.Context, dir string) error {
	if !s.calls.enter() {
		return kv.ErrClosed
	}
	defer s.calls.leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.failed.Load() {
		return s.failure()
	}
	if err := s.db.Checkpoint(dir, pebble.WithFlushedWAL()); err != nil {
		return fmt.Errorf("kv: checkpoint: %w", err)
	}
	if err := writeFormat(s.fs, dir); err != nil {
		return err
	}
	return vfs.SyncDir(s.fs, s.fs.PathDir(dir))
}

// Stats are the store's numbers since it was opened.
type Stats struct {
	Commits   uint64 // transactions committed with writes
	Conflicts uint64 // attempts that ran again
	DiskBytes uint64 // bytes on disk
	MemBytes  uint64 // bytes of memtables and cached blocks
	Failed    bool   // no writes until restart
}

// Stats returns the numbers. After Close it returns only the counters.
func (s *Store) Stats() Stats {
	st := Stats{Commits: s.commits.Load(), Conflicts: s.conflicts.Load(), Failed: s.failed.Load()}
	if !s.calls.enter() {
		return st
	}
	defer s.calls.leave()
	m := s.db.Metrics()
	st.DiskBytes = m.DiskSpaceUsage()
	st.MemBytes = m.MemTable.Size + uint64(m.BlockCache.Size)
	return st
}
