package backup

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cumulet/cumulet/engine/blob"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
)

const (
	format     = 1
	headerName = "CUMULET-BACKUP"
	sumsName   = "SHA256SUMS"
	storeDir   = "store"
	blobsDir   = "blobs"
	scratchDir = "backup.tmp"
)

// smallFiles stand at the top of the data directory. Some may be missing: the
// master key may be kept elsewhere.
var smallFiles = []string{"master.key", "credentials"}

// Source is what a backup is taken of.
type Source struct {
	// Data is the data directory, with the store in store and the blobs in blobs.
	Data string
	// Store is the open store.
	Store interface {
		Checkpoint(ctx context.Context, dir string) error
	}
	// Blobs is the open blob store; nil where nobody else is using the directory.
	Blobs interface{ Hold() (release func()) }
	// Version names the program, for the reader's information.
	Version string
	Now     time.Time
}

// Write writes an archive to w. It needs room for what the store changes while
// it runs, in Data. Only one may run at a time.
func Write(ctx context.Context, w io.Writer, s Source) (err error) {
	scratch := filepath.Join(s.Data, scratchDir)
	if err := os.RemoveAll(scratch); err != nil { // of one that was cut off
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Mkdir(scratch, 0o700); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if s.Blobs != nil {
		defer s.Blobs.Hold()()
	}
	checkpoint := filepath.Join(scratch, storeDir)
	if err := s.Store.Checkpoint(ctx, checkpoint); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	a, err := newArchive(w, filepath.Join(scratch, sumsName))
	if err != nil {
		return err
	}
	defer a.sums.Close() // a scratch file
	header := fmt.Sprintf("format %d\nversion %s\ncreated %s\n", format, s.Version, s.Now.UTC().Format(time.RFC3339))
	if err := a.text(headerName, header); err != nil {
		return err
	}
	if err := a.tree(ctx, checkpoint, storeDir); err != nil {
		return err
	}
	if err := a.blobs(ctx, s.Data, checkpoint); err != nil {
		return err
	}
	for _, name := range smallFiles {
		if err := a.file(filepath.Join(s.Data, name), name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return a.finish()
}

// archive writes the tar and keeps the sums in a file: there may be millions.
type archive struct {
	tar  *tar.Writer
	sums *os.File
	out  *bufio.Writer // to sums
}

func newArchive(w io.Writer, sums string) (*archive, error) {
	f, err := os.OpenFile(sums, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("backup: %w", err)
	}
	return &archive{tar: tar.NewWriter(w), sums: f, out: bufio.NewWriter(f)}, nil
}

func (a *archive) text(name, text string) error {
	sum := sha256.Sum256([]byte(text))
	if err := a.header(name, int64(len(text))); err != nil {
		return err
	}
	if _, err := io.WriteString(a.tar, text); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return a.sum(sum[:], name)
}

func (a *archive) header(name string, size int64) error {
	err := a.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, Format: tar.FormatPAX})
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func (a *archive) sum(sum []byte, name string) error {
	_, err := a.out.WriteString(sumLine(sum, name))
	return err
}

func sumLine(sum []byte, name string) string { return hex.EncodeToString(sum) + "  " + name + "\n" }

// file copies a file that does not change.
func (a *archive) file(path, name string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := a.header(name, info.Size()); err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(a.tar, h), io.LimitReader(f, info.Size()))
	if err == nil && n != info.Size() {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("backup: %s: %w", name, err)
	}
	return a.sum(h.Sum(nil), name)
}

// tree copies the files below a folder.
func (a *archive) tree(ctx context.Context, from, name string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		return a.file(path, name+"/"+filepath.ToSlash(rel))
	})
}

// blobs copies what the checkpoint refers to. It is opened for that only after
// it was copied: opening changes it.
func (a *archive) blobs(ctx context.Context, data, checkpoint string) (err error) {
	db, err := pebblekv.Open(checkpoint, pebblekv.Options{})
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for name, err := range blob.Files(ctx, db) {
		if err != nil {
			return fmt.Errorf("backup: %w", err)
		}
		if err := a.file(filepath.Join(data, blobsDir, filepath.FromSlash(name)), blobsDir+"/"+name); err != nil {
			return err
		}
	}
	return nil
}

// finish appends the sums.
func (a *archive) finish() error {
	if err := a.out.Flush(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	size, err := a.sums.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = a.sums.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := a.header(sumsName, size); err != nil {
		return err
	}
	if _, err := io.Copy(a.tar, a.sums); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := a.tar.Close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}
