package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cumulet/cumulet/internal/config"
)

// The files that AWS's clients read, in the data directory.
func credentialsFile(data string) string { return filepath.Join(data, "credentials") }
func configFile(data string) string      { return filepath.Join(data, "config") }

// writeClientFiles writes root's key and the endpoint in the form of AWS's
// shared files, profile default. They are readable by their owner only.
func writeClientFiles(c config.Config, keyID, secret string) error {
	if err := writeCredentials(c.Data, keyID, secret); err != nil {
		return err
	}
	return writeClientConfig(c)
}

func writeCredentials(data, keyID, secret string) error {
	text := fmt.Sprintf("[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", keyID, secret)
	return writePrivate(credentialsFile(data), text)
}

// writeClientConfig keeps the endpoint current: the port may change between
// starts.
func writeClientConfig(c config.Config) error {
	return writePrivate(configFile(c.Data), fmt.Sprintf("[default]\nregion = %s\nendpoint_url = %s\n", c.Region, c.Endpoint()))
}

// writePrivate replaces a file whole, with mode 0600.
func writePrivate(path, text string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*") // made with 0600
	if err != nil {
		return err
	}
	_, err = tmp.WriteString(text)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name()) // the first error counts
	}
	return err
}

// readCredentials gives the key of the credentials file; empty where there is
// none.
func readCredentials(data string) (keyID, secret string, err error) {
	f, err := os.Open(credentialsFile(data))
	if errors.Is(err, fs.ErrNotExist) {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), "=")
		switch strings.TrimSpace(name) {
		case "aws_access_key_id":
			keyID = strings.TrimSpace(value)
		case "aws_secret_access_key":
			secret = strings.TrimSpace(value)
		}
	}
	return keyID, secret, lines.Err()
}
