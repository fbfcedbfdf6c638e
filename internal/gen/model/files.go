package model

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Services lists the services that have a model in folder.
func Services(folder string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	var out []string
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".json"); !strings.Contains(name, ".") {
			out = append(out, name)
		}
	}
	return out, err
}

// Operations reads an operations.txt: the names of the operations to build,
// separated by white space; a # starts a comment.
func Operations(file string) ([]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		out = append(out, strings.Fields(line)...)
	}
	slices.Sort(out)
	if n := len(out); n > len(slices.Compact(out)) {
		return nil, fmt.Errorf("%s names an operation twice", file)
	}
	return out, nil
}

// WriteFiles writes generated source, which everybody may read, by file name.
// Folders that are missing are made.
func WriteFiles(files map[string][]byte) error {
	for name, data := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil { //nolint:gosec // see above
			return err
		}
		if err := os.WriteFile(name, data, 0o644); err != nil { //nolint:gosec // see above
			return err
		}
	}
	return nil
}

// Trim drops all shapes that the named operations do not reach. The other
// operations keep their HTTP binding and their authentication, not their shapes.
func (s *Service) Trim(ops []string) {
	keep := map[string]*Shape{}
	var reach func(name string)
	reach = func(name string) {
		sh := s.Shapes[name]
		if sh == nil || keep[name] != nil {
			return
		}
		keep[name] = sh
		for _, m := range append(slices.Clone(sh.Members), deref(sh.Key), deref(sh.Elem)) {
			reach(m.Shape)
		}
	}
	for name, op := range s.Operations {
		if !slices.Contains(ops, name) {
			op.Input, op.Output, op.Errors, op.Checksum = "", "", nil, nil
		}
		reach(op.Input)
		reach(op.Output)
		for _, e := range op.Errors {
			reach(e)
		}
	}
	s.Shapes = keep
}

func deref(m *Member) Member {
	if m == nil {
		return Member{}
	}
	return *m
}
