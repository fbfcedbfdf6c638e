package vfs

import (
	"math/rand/v2"

	pvfs "github.com/cockroachdb/pebble/v2/vfs"
)

// Mem is a file system in memory that knows what was synced.
type Mem struct{ *pvfs.MemFS }

// NewMem makes an empty one.
func NewMem() *Mem { return &Mem{pvfs.NewCrashableMem()} }

// Crash returns the file system as a power cut at this instant may leave it:
// all that was synced, and of the rest (blocks and directory entries) each with
// a probability of percent. The original goes on unharmed.
func (m *Mem) Crash(percent int, rng *rand.Rand) *Mem {
	return &Mem{m.CrashClone(pvfs.CrashCloneCfg{UnsyncedDataPercent: percent, RNG: rng})}
}

// SetFree sets how many bytes GetDiskUsage reports as available, of total.
func (m *Mem) SetFree(free, total uint64) {
	m.TestingSetDiskUsage(Usage{AvailBytes: free, TotalBytes: total, UsedBytes: total - free})
}
