package backup

import (
	"archive/tar"
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/internal/vfs"
)

// The errors of [Restore].
var (
	ErrNotEmpty    = errors.New("backup: the data directory is not empty")
	ErrNotBackup   = errors.New("backup: not an archive of this program")
	ErrNewerFormat = errors.New("backup: written by a newer version")
	ErrDamaged     = errors.New("backup: the archive is damaged or incomplete")
)

// Summary tells what was restored.
type Summary struct {
	Header string // the archive's first file
	Files  int
	Bytes  int64
}

// Restore unpacks an archive into data, which must not exist or be empty. All
// sums are verified and all files synced before data gets its name: a failed
// Restore leaves nothing behind.
func Restore(r io.Reader, data string) (s Summary, err error) {
	data = filepath.Clean(data)
	entries, err := os.ReadDir(data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("backup: %w", err)
	}
	if len(entries) > 0 {
		return s, fmt.Errorf("%w: %s", ErrNotEmpty, data)
	}
	if err := os.MkdirAll(filepath.Dir(data), 0o700); err != nil {
		return s, fmt.Errorf("backup: %w", err)
	}
	work, err := os.MkdirTemp(filepath.Dir(data), filepath.Base(data)+".restore-*") // mode 0700
	if err != nil {
		return s, fmt.Errorf("backup: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(work))
		}
	}()
	u := &unpacker{dir: work, dirs: map[string]bool{}}
	if err := u.all(r); err != nil {
		return s, err
	}
	if err := os.Remove(filepath.Join(work, sumsName)); err != nil {
		return s, fmt.Errorf("backup: %w", err)
	}
	for d := range u.dirs {
		if err := vfs.SyncDir(vfs.OS(), d); err != nil {
			return s, fmt.Errorf("backup: %w", err)
		}
	}
	if err := vfs.SyncDir(vfs.OS(), work); err != nil {
		return s, fmt.Errorf("backup: %w", err)
	}
	if err := os.Remove(data); err != nil && !errors.Is(err, fs.ErrNotExist) { // empty, or it fails
		return s, fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(work, data); err != nil {
		return s, fmt.Errorf("backup: %w", err)
	}
	return u.sum, vfs.SyncDir(vfs.OS(), filepath.Dir(data))
}

// unpacker writes files below dir and their sums into a file there.
type unpacker struct {
	dir  string
	dirs map[string]bool // made, to be synced
	sums *os.File
	out  *bufio.Writer
	sum  Summary
}

func (u *unpacker) all(r io.Reader) (err error) {
	if u.sums, err = os.OpenFile(filepath.Join(u.dir, sumsName), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer u.sums.Close() // a scratch file
	u.out = bufio.NewWriter(u.sums)
	in := tar.NewReader(r)
	for first := true; ; first = false {
		h, err := in.Next()
		switch {
		case first && err != nil:
			return fmt.Errorf("%w: %w", ErrNotBackup, err)
		case errors.Is(err, io.EOF):
			return fmt.Errorf("%w: it ends before its list of sums", ErrDamaged)
		case err != nil:
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		case first:
			err = u.header(h, in)
		case h.Name == sumsName:
			return u.compare(in)
		default:
			err = u.file(h, in)
		}
		if err != nil {
			return err
		}
	}
}

func (u *unpacker) header(h *tar.Header, in io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(in, 4096))
	line, _, _ := strings.Cut(string(text), "\n")
	n, ok := strings.CutPrefix(line, "format ")
	if h.Name != headerName || err != nil || !ok {
		return ErrNotBackup
	}
	if v, err := strconv.Atoi(n); err != nil || v > format {
		return fmt.Errorf("%w: format %.10s, this program reads %d", ErrNewerFormat, n, format)
	}
	u.sum.Header = string(text)
	sum := sha256.Sum256(text)
	_, err = u.out.WriteString(sumLine(sum[:], headerName))
	return err
}

// file writes one file, synced. Names that lead elsewhere are refused.
func (u *unpacker) file(h *tar.Header, in io.Reader) error {
	if h.Typeflag != tar.TypeReg || !allowed(h.Name) {
		return fmt.Errorf("%w: it holds %q", ErrDamaged, h.Name)
	}
	path := filepath.Join(u.dir, filepath.FromSlash(h.Name))
	if err := u.mkdir(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: it holds %q twice", ErrDamaged, h.Name)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), in)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: it ends in %s", ErrDamaged, h.Name)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	u.sum.Files++
	u.sum.Bytes += n
	_, err = u.out.WriteString(sumLine(sum.Sum(nil), h.Name))
	return err
}

func allowed(name string) bool {
	if !filepath.IsLocal(name) || strings.Contains(name, "\\") {
		return false
	}
	for _, s := range smallFiles {
		if name == s {
			return true
		}
	}
	top, rest, _ := strings.Cut(name, "/")
	return (top == storeDir || top == blobsDir) && rest != "" && !strings.Contains(name, "..")
}

func (u *unpacker) mkdir(dir string) error {
	if dir == u.dir || u.dirs[dir] {
		return nil
	}
	if err := u.mkdir(filepath.Dir(dir)); err != nil {
		return err
	}
	u.dirs[dir] = true
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// compare checks the archive's sums against those of what was written, which
// are in the same order.
func (u *unpacker) compare(in io.Reader) error {
	if err := u.out.Flush(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if _, err := u.sums.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	want, got := bufio.NewScanner(in), bufio.NewScanner(u.sums)
	for {
		more, mine := want.Scan(), got.Scan()
		if err := errors.Join(want.Err(), got.Err()); err != nil {
			return fmt.Errorf("%w: its list of sums: %w", ErrDamaged, err)
		}
		if !more && !mine {
			return nil
		}
		if want.Text() != got.Text() {
			_, name, _ := strings.Cut(got.Text(), "  ")
			return fmt.Errorf("%w: the sum of %q is wrong", ErrDamaged, name)
		}
	}
}
