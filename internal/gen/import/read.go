package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// newest reads the C2J model of the newest API version in folder.
func newest(folder string) ([]byte, error) {
	versions, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(versions) { // named by date, sorted
		file := filepath.Join(folder, v.Name(), "service-2.json")
		data, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			data, err = readGzip(file + ".gz")
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
	}
	return nil, fmt.Errorf("no model in %s", folder)
}

func readGzip(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return io.ReadAll(z)
}
