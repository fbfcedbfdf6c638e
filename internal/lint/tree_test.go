package lint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/cumulet/cumulet/"

// file is a Go file of the repository.
type file struct {
	path   string // from the root, with slashes
	dir    string
	source string
	syntax *ast.File
}

func (f *file) test() bool      { return strings.HasSuffix(f.path, "_test.go") }
func (f *file) generated() bool { return strings.HasSuffix(f.path, "_gen.go") }

// imports are the packages of the module that the file imports, from the root.
func (f *file) imports() []string {
	var out []string
	for _, i := range f.syntax.Imports {
		path := strings.Trim(i.Path.Value, `"`)
		if rest, ok := strings.CutPrefix(path, module); ok {
			out = append(out, rest)
		}
	}
	return out
}

// tree parses all Go files of the repository.
func tree(t *testing.T) []*file {
	t.Helper()
	root := filepath.Join("..", "..")
	var files []*file
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" || name == "data" || name == "bin") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		files = append(files, &file{path: rel, dir: filepath.ToSlash(filepath.Dir(rel)), source: string(source), syntax: syntax})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d Go files found: the rules would prove nothing", len(files))
	}
	return files
}

// under tells whether a path is the folder or below it.
func under(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}
