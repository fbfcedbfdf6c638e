package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
)

// methods gives the names of the methods in a room's folder that have the form of
// an operation: a receiver, a context and an *<Name>Input. A room that does not
// exist has none.
func methods(folder string) (map[string]bool, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && isOperation(f) {
				out[f.Name.Name] = true
			}
		}
	}
	return out, nil
}

func isOperation(f *ast.FuncDecl) bool {
	if f.Recv == nil || len(f.Type.Params.List) != 2 {
		return false
	}
	ptr, ok := f.Type.Params.List[1].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	sel, ok := ptr.X.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == f.Name.Name+"Input"
}
