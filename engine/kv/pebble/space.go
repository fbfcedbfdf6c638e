package pebblekv

import (
	"sync/atomic"
	"time"

	"github.com/cumulet/cumulet/internal/vfs"
)

// space watches the reserve of disk. It looks when it is asked, at most so
// often: a look costs a system call.
type space struct {
	fs      vfs.FS
	dir     string
	reserve uint64

	next atomic.Int64 // when to look again, in Unix nanoseconds
	low  atomic.Bool
}

const spaceEvery = 200 * time.Millisecond

// reached tells whether less than the reserve is left.
func (s *space) reached(now time.Time) bool {
	if s.reserve == 0 {
		return false
	}
	t := now.UnixNano()
	if next := s.next.Load(); t >= next && s.next.CompareAndSwap(next, t+int64(spaceEvery)) {
		// A file system that can't tell has no reserve.
		u, err := s.fs.GetDiskUsage(s.dir)
		s.low.Store(err == nil && u.AvailBytes < s.reserve)
	}
	return s.low.Load()
}
