package seal

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const magic = "cumulet-master-keys"

// Open reads the key file at path; where there is none it makes one with a new
// key. Whoever has data sealed already calls [Load] instead, so that a lost key
// file is an error and not a new key.
func Open(path string) (*Box, error) {
	b, err := Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return b, err
	}
	keys := []key{newKey()}
	if err := write(path, keys); err != nil {
		return nil, err
	}
	b = &Box{path: path}
	return b, b.set(keys)
}

// Load reads the key file at path. A file that others than its owner may read is
// refused.
func Load(path string) (*Box, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	if m := info.Mode().Perm(); m&0o077 != 0 {
		return nil, fmt.Errorf("master key: %s has mode %04o and others can read it: chmod 600 it", path, m)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	keys, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("master key: %s: %w", path, err)
	}
	b := &Box{path: path}
	return b, b.set(keys)
}

// parse never repeats a line's text in its errors: it may hold a key.
func parse(text string) ([]key, error) {
	var keys []key
	seen := false
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		first, second, _ := strings.Cut(line, " ")
		if !seen {
			if first != magic {
				return nil, errors.New("not a file of master keys")
			}
			if second != "1" {
				return nil, fmt.Errorf("written by a newer version of the program (format %.8q)", second)
			}
			seen = true
			continue
		}
		id, err1 := hex.DecodeString(first)
		secret, err2 := base64.StdEncoding.DecodeString(strings.TrimSpace(second))
		if err1 != nil || err2 != nil || len(id) != idSize || len(secret) != 32 {
			return nil, fmt.Errorf("line %d is malformed", i+1)
		}
		keys = append(keys, key{keyID(id), [32]byte(secret)})
	}
	if len(keys) == 0 {
		return nil, errors.New("holds no key")
	}
	return keys, nil
}

// write replaces the file in one step, durably.
func write(path string, keys []key) error {
	var b strings.Builder
	b.WriteString("# Master keys of a Cumulet data directory. Keep a copy in a safe place: without it\n" +
		"# no secret in the data can be read. Whoever has this file and the data reads them all.\n")
	b.WriteString(magic + " 1\n")
	for _, k := range keys {
		b.WriteString(k.id.String() + " " + base64.StdEncoding.EncodeToString(k.secret[:]) + "\n")
	}
	if err := replaceFile(path, b.String()); err != nil {
		return fmt.Errorf("master key: %w", err)
	}
	return nil
}

func replaceFile(path, text string) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".master-key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()           // failed already
			os.Remove(f.Name()) // failed already
		}
	}()
	if _, err = f.WriteString(text); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
