package main

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/cumulet/cumulet/internal/gen/model"
)

//go:embed templates
var templates embed.FS

// room is what the templates are filled with.
type room struct {
	Name       string // the folder, and the prefix of IAM actions
	Package    string // Name as a Go identifier
	ID         string
	Operations []string
	First      string
}

// layout makes the files of a room, by name.
func layout(root, name string) (map[string][]byte, error) {
	ops, err := model.Operations(filepath.Join(root, "api/aws", name, "operations.txt"))
	if err != nil {
		return nil, fmt.Errorf("the frame comes first (see go doc ./internal/gen/newservice): %w", err)
	}
	m, err := model.Load(filepath.Join(root, "models"), name)
	if err != nil {
		return nil, err
	}
	if len(ops) == 0 {
		return nil, fmt.Errorf("operations.txt of %s names no operation", name)
	}
	all, err := template.ParseFS(templates, "templates/*.tmpl")
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, t := range all.Templates() {
		var b bytes.Buffer
		if err := t.Execute(&b, room{name, strings.ReplaceAll(name, "-", ""), m.ID, ops, ops[0]}); err != nil {
			return nil, err
		}
		file := strings.TrimSuffix(t.Name(), ".tmpl")
		if out[file], err = format.Source(b.Bytes()); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return out, nil
}
