package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/cumulet/cumulet/internal/gen/model"
)

// reasons reads why operations are not built: lines of operations' names, a colon
// and the reason; # starts a comment. A room need not have the file.
func reasons(file string, m *model.Service, methods map[string]bool) (map[string]string, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		if line == "" {
			continue
		}
		names, why, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("%s: %q names no reason", file, line)
		}
		for _, op := range strings.Fields(names) {
			if m.Operations[op] == nil || methods[op] || out[op] != "" {
				return nil, fmt.Errorf("%s: %s is unknown, built, or named twice", file, op)
			}
			out[op] = why
		}
	}
	return out, nil
}
