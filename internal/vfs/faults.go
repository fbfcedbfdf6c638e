package vfs

import (
	"errors"
	"sync/atomic"
	"syscall"

	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// Op is an operation that is about to happen: its Kind (see [errorfs.OpKind])
// and Path.
type Op = errorfs.Op

// ErrIO is the input/output error of a broken disk.
var ErrIO = errors.New("vfs: injected I/O error")

// Faults is a file system that can be made to fail.
type Faults struct {
	FS
	rule *atomic.Pointer[func(Op) error]
}

// WithFaults wraps fs. It works until told otherwise.
func WithFaults(fs FS) *Faults {
	rule := new(atomic.Pointer[func(Op) error])
	inject := func(op Op) error {
		if f := rule.Load(); f != nil {
			return (*f)(op)
		}
		return nil
	}
	return &Faults{FS: errorfs.Wrap(fs, errorfs.InjectorFunc(inject)), rule: rule}
}

// Fail asks rule before each operation from now on; what it returns is the
// operation's error. It runs concurrently. Nil heals the disk.
func (f *Faults) Fail(rule func(Op) error) {
	if rule == nil {
		f.rule.Store(nil)
		return
	}
	f.rule.Store(&rule)
}

// FailSyncs is a rule under which nothing can be synced.
func FailSyncs(op Op) error {
	switch op.Kind {
	case errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpFileSyncTo:
		return ErrIO
	}
	return nil
}

// FailWrites is a rule under which whatever changes the disk fails.
func FailWrites(op Op) error {
	if op.Kind.ReadOrWrite() == errorfs.OpIsWrite && op.Kind != errorfs.OpFileClose {
		return ErrIO
	}
	return nil
}

// FailReads is a rule under which the bytes of files can't be read.
func FailReads(op Op) error {
	switch op.Kind {
	case errorfs.OpFileRead, errorfs.OpFileReadAt:
		return ErrIO
	}
	return nil
}

// DiskFull is a rule under which nothing new fits on the disk. Removing works.
func DiskFull(op Op) error {
	switch op.Kind {
	case errorfs.OpCreate, errorfs.OpLink, errorfs.OpMkdirAll, errorfs.OpReuseForWrite,
		errorfs.OpFileWrite, errorfs.OpFileWriteAt, errorfs.OpFilePreallocate:
		return syscall.ENOSPC
	}
	return nil
}
