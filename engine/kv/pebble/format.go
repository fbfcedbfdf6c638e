package pebblekv

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// formatVersion is the version of the on-disk format, Pebble's included.
//
//	1  Pebble format FormatTableFormatV6; keys and values as given.
const formatVersion = 1

const (
	formatFile   = "FORMAT"
	formatPrefix = "cumulet-kv "
)

// checkFormat refuses what this version can't read, and marks a new directory.
func checkFormat(fsys vfs.FS, dir string) error {
	name := fsys.PathJoin(dir, formatFile)
	data, err := vfs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return markNew(fsys, dir)
	}
	if err != nil {
		return fmt.Errorf("kv: read format version: %w", err)
	}
	var v int
	text, ok := strings.CutPrefix(string(data), formatPrefix)
	if _, err := fmt.Sscanf(text, "%d\n", &v); !ok || err != nil {
		return fmt.Errorf("kv: %s is damaged: %q", name, data)
	}
	if v > formatVersion {
		return fmt.Errorf("%w: %s has version %d, this program reads up to %d", kv.ErrNewerFormat, dir, v, formatVersion)
	}
	return nil
}

// markNew writes the version into an empty directory.
func markNew(fsys vfs.FS, dir string) error {
	names, err := fsys.List(dir)
	if err != nil {
		return fmt.Errorf("kv: %w", err)
	}
	for _, n := range names {
		if n != "LOCK" && n != formatFile+".tmp" {
			return fmt.Errorf("kv: %s is not empty and not a store: it has %s but no %s", dir, n, formatFile)
		}
	}
	return writeFormat(fsys, dir)
}

func writeFormat(fsys vfs.FS, dir string) error {
	data := fmt.Appendf(nil, "%s%d\n", formatPrefix, formatVersion)
	if err := vfs.WriteFile(fsys, fsys.PathJoin(dir, formatFile), data); err != nil {
		return fmt.Errorf("kv: write format version: %w", err)
	}
	return nil
}

// dirLock is Pebble's lock of a directory.
type dirLock = pebble.Lock

var _ io.Closer = (*dirLock)(nil)

func lockDir(fsys vfs.FS, dir string) (*dirLock, error) {
	lock, err := pebble.LockDirectory(dir, fsys)
	var broken *fs.PathError // the file could not be made, so nobody has it locked
	switch {
	case errors.As(err, &broken):
		return nil, fmt.Errorf("kv: lock %s: %w", dir, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %s (%w)", kv.ErrLocked, dir, err)
	}
	return lock, nil
}
