package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/frame"
	"github.com/cumulet/cumulet/protocol/schema"
)

// goTypes are the Go types of the scalars.
var goTypes = map[schema.Kind]string{
	schema.String: "string", schema.Boolean: "bool", schema.Blob: "[]byte", schema.Document: "any",
	schema.Byte: "int32", schema.Short: "int32", schema.Integer: "int32", schema.Long: "int64",
	schema.Float: "float32", schema.Double: "float64",
	schema.BigInteger: "big.Int", schema.BigDecimal: "big.Float", schema.Timestamp: "time.Time",
}

// goType writes the type of an element of shape s.
func (f *frameOf) goType(s *schema.Shape) string {
	switch s.Kind {
	case schema.Structure, schema.Union:
		return f.names[s]
	case schema.List:
		return "[]" + f.elem(s)
	case schema.Map:
		return "map[string]" + f.elem(s)
	}
	return goTypes[s.Kind]
}

func (f *frameOf) elem(s *schema.Shape) string {
	if s.Sparse {
		return f.nilable(s.Elem.Shape)
	}
	return f.goType(s.Elem.Shape)
}

func (f *frameOf) nilable(s *schema.Shape) string {
	switch s.Kind {
	case schema.List, schema.Map, schema.Blob, schema.Document:
		return f.goType(s)
	}
	return "*" + f.goType(s)
}

func (f *frameOf) field(m *schema.Member) string {
	if m.Streaming && m.Shape.Kind == schema.Blob {
		return "io.Reader"
	}
	return f.nilable(m.Shape)
}

func (f *frameOf) writeTypes(b *bytes.Buffer) error {
	var body bytes.Buffer
	for _, sh := range f.shapes {
		if isStruct(sh) && !f.errors[sh] {
			f.writeStruct(&body, sh)
		}
	}
	f.writeHead(b, &body)
	return nil
}

func (f *frameOf) writeStruct(b *bytes.Buffer, sh *schema.Shape) {
	what := "a structure"
	if f.errors[sh] {
		what = "an error"
	} else if sh.Kind == schema.Union {
		what = "a union"
	}
	fmt.Fprintf(b, "\n// %s is %s of the %s API.\ntype %[1]s struct {\n", f.names[sh], what, f.ID)
	for i, name := range frame.FieldNames(sh) {
		fmt.Fprintf(b, "\t%s %s\n", name, f.field(&sh.Members[i]))
	}
	b.WriteString("}\n")
}

// writeHead writes the package clause and the imports that the body uses.
func (f *frameOf) writeHead(b, body *bytes.Buffer) {
	fmt.Fprintf(b, "package %s\n\n", f.pkg)
	var imports []string
	for pkg, path := range map[string]string{
		"context.": "context", "io.": "io", "big.": "math/big", "time.": "time", "reflect.": "reflect", "sync.": "sync",
		"frame.":  "github.com/cumulet/cumulet/api/frame",
		"schema.": "github.com/cumulet/cumulet/protocol/schema", "protocol.": "github.com/cumulet/cumulet/protocol",
	} {
		if uses(body.String(), pkg) {
			imports = append(imports, path)
		}
	}
	slices.Sort(imports)
	if len(imports) > 0 {
		b.WriteString("import (\n")
		for _, house := range []bool{false, true} {
			for _, path := range imports {
				if strings.Contains(path, ".") == house {
					fmt.Fprintf(b, "\t%q\n", path)
				}
			}
			b.WriteByte('\n')
		}
		b.WriteString(")\n")
	}
	body.WriteTo(b) //nolint:errcheck // a bytes.Buffer takes everything
}

// uses tells whether the code has the qualifier pkg.
func uses(code, pkg string) bool {
	for {
		i := strings.Index(code, pkg)
		if i < 0 {
			return false
		}
		if i > 0 && strings.ContainsRune("*]( \t[&", rune(code[i-1])) {
			return true
		}
		code = code[i+len(pkg):]
	}
}
