package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/internal/gen/model"
)

const root = "../../.."

// TestFresh tells whether an operation was built or a model changed without the
// pages being written again.
func TestFresh(t *testing.T) {
	files, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale (%v): run make generate", name, err)
		}
	}
	there, err := filepath.Glob(root + "/docs/coverage/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range there {
		if files[name] == nil {
			t.Errorf("%s is no longer generated: remove it", name)
		}
	}
}

func TestMethods(t *testing.T) {
	dir := t.TempDir()
	for name, code := range map[string]string{
		"a.go": `package a
import ("context"; api "x/api/aws/a")
func (s *Service) Put(ctx context.Context, in *api.PutInput) (*api.PutOutput, error) { return nil, nil }
func (s *Service) Get(ctx context.Context, in *api.PutInput) (*api.PutOutput, error) { return nil, nil }
func Del(ctx context.Context, in *api.DelInput) (*api.DelOutput, error) { return nil, nil }
func (s *Service) List(ctx context.Context) {}`,
		"a_test.go": `package a
func (s *Service) Head(ctx context.Context, in *api.HeadInput) (*api.HeadOutput, error) { return nil, nil }`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := methods(dir)
	if err != nil || len(got) != 1 || !got["Put"] {
		t.Errorf("got %v, %v; want Put alone", got, err)
	}
	if got, err := methods(filepath.Join(dir, "none")); err != nil || len(got) != 0 {
		t.Errorf("no room: got %v, %v", got, err)
	}
}

func TestIndexCounts(t *testing.T) {
	files, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if strings.HasSuffix(name, "sts.md") && !strings.Contains(string(data), "| GetCallerIdentity | ") {
			t.Errorf("%s lacks GetCallerIdentity:\n%s", name, data)
		}
	}
}

func TestReasons(t *testing.T) {
	m := &model.Service{Operations: map[string]*model.Operation{"Put": {}, "Get": {}, "Del": {}}}
	for text, want := range map[string]string{
		"# why\nGet Del: nobody asks\n": "nobody asks",
		"Get\n":                         "",
		"Put: is built\n":               "",
		"Fly: unknown\n":                "",
		"Get: once\nGet: twice\n":       "",
	} {
		file := filepath.Join(t.TempDir(), "not_built.txt")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := reasons(file, m, map[string]bool{"Put": true})
		if (err == nil) != (want != "") || got["Del"] != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if got, err := reasons("none", m, nil); got != nil || err != nil {
		t.Errorf("without the file: %v, %v", got, err)
	}
}
