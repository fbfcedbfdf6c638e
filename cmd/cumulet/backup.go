package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cumulet/cumulet/engine/backup"
	"github.com/cumulet/cumulet/internal/config"
	"github.com/cumulet/cumulet/internal/control"
)

const helpBackup = `Takes a consistent copy of the data directory, while the server runs or not,
and writes it to FILE, a tar archive with checksums. It holds the master key
(unless that is kept elsewhere) and root's credentials: keep it secret.`

func runBackup(ctx context.Context, std stdio, args []string) error {
	set := flags(std, "backup", "[flags] FILE", helpBackup)
	dataFlags(set)
	if err := parse(set, args, 1); err != nil {
		return err
	}
	conf, err := config.Load(std.env, set)
	if err != nil {
		return err
	}
	path := set.Arg(0)
	size := int64(0)
	err = newFile(path, func(w io.Writer) error {
		return withCloud(ctx, conf, func(c control.Cloud) error {
			counted := &counter{w: w}
			err := c.Backup(ctx, counted)
			size = counted.n
			return err
		})
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s holds a copy of %s, %d bytes.\n", path, conf.Data, size)
	return err
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// newFile writes a file that does not exist yet. It gets its name once all is
// written and synced.
func newFile(path string, f func(io.Writer) error) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, fs.ErrExist)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(tmp, 1<<20)
	err = f(out)
	err = errors.Join(err, out.Flush(), tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name()) // the first error counts
	}
	return err
}

const helpRestore = `Unpacks an archive of "cumulet backup" into a data directory that does not
exist or is empty. Every file is checked; an archive that is cut short or was
changed is refused, and nothing is left behind.`

func runRestore(_ context.Context, std stdio, args []string) error {
	set := flags(std, "restore", "[flags] FILE", helpRestore)
	dataFlags(set)
	if err := parse(set, args, 1); err != nil {
		return err
	}
	conf, err := config.Load(std.env, set)
	if err != nil {
		return err
	}
	f, err := os.Open(set.Arg(0))
	if err != nil {
		return err
	}
	defer f.Close()
	s, err := backup.Restore(bufio.NewReaderSize(f, 1<<20), conf.Data)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s is restored: %d files, %d bytes, all sums are right.\n%s", conf.Data, s.Files, s.Bytes, s.Header)
	if _, err := os.Stat(conf.MasterKey()); err != nil {
		fmt.Fprintf(std.out, "The archive held no master key: put it at %s, or say where it is (CUMULET_MASTER_KEY_FILE).\n", conf.MasterKey())
	}
	return nil
}
