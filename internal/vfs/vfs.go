// Package vfs is the house's file system: everything that must survive a power
// cut goes through an [FS], so that tests can forget what was not synced, break
// the disk or fill it.
//
// It is Pebble's vfs under the house's names. Three rules of it matter:
//
//   - A new, renamed or removed name is durable only after its directory was
//     synced ([SyncDir]); a file's bytes only after File.Sync.
//   - A File is written and synced by one goroutine at a time; Write may change
//     the slice that it is given.
//   - Create replaces an existing file by a new one. It never truncates.
package vfs

import (
	"io"

	pvfs "github.com/cockroachdb/pebble/v2/vfs"
)

// FS is a namespace of files: Create, Open, OpenReadWrite, OpenDir, Link,
// Rename, Remove, RemoveAll, MkdirAll, List, Stat, Lock and GetDiskUsage, as
// the os package has them.
type FS = pvfs.FS

// File is an open file: Read, ReadAt, Write, WriteAt (of OpenReadWrite only),
// Stat, Sync, SyncData, Close.
type File = pvfs.File

// FileInfo is what Stat tells of a file.
type FileInfo = pvfs.FileInfo

// Usage is the room on a file system, in bytes.
type Usage = pvfs.DiskUsage

// Category labels what is written, for statistics: an argument of Create,
// OpenReadWrite and ReuseForWrite.
type Category = pvfs.DiskWriteCategory

// Unspecified is the category of writes that nobody counts apart.
const Unspecified = pvfs.WriteCategoryUnspecified

// OS is the machine's file system.
func OS() FS { return pvfs.Default }

// IsNoSpace tells whether err says that the disk or the quota is full.
func IsNoSpace(err error) bool { return pvfs.IsNoSpaceError(err) }

// SyncDir makes the names in dir durable.
func SyncDir(fs FS, dir string) error {
	d, err := fs.OpenDir(dir)
	if err != nil {
		return err
	}
	if err := d.Sync(); err != nil {
		_ = d.Close()
		return err
	}
	return d.Close()
}

// MkdirAll makes dir with its parents, mode 0700, and makes their names
// durable.
func MkdirAll(fs FS, dir string) error {
	missing := []string{}
	for p := dir; ; p = fs.PathDir(p) {
		if _, err := fs.Stat(p); err == nil || p == fs.PathDir(p) {
			break
		}
		missing = append(missing, p)
	}
	if err := fs.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, p := range missing {
		if err := SyncDir(fs, fs.PathDir(p)); err != nil {
			return err
		}
	}
	return nil
}

// ReadFile returns the bytes of a file.
func ReadFile(fs FS, name string) ([]byte, error) {
	f, err := fs.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// WriteFile puts data under name, durably and whole or not at all: it writes
// name.tmp, syncs, renames and syncs the directory.
func WriteFile(fs FS, name string, data []byte) error {
	tmp := name + ".tmp"
	f, err := fs.Create(tmp, Unspecified)
	if err != nil {
		return err
	}
	// Write may scribble over its argument.
	_, err = f.Write(append([]byte(nil), data...))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = fs.Rename(tmp, name)
	}
	if err != nil {
		_ = fs.Remove(tmp)
		return err
	}
	return SyncDir(fs, fs.PathDir(name))
}
