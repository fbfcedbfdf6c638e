package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cumulet/cumulet/api/frame"
)

func (f *frameOf) writeService(b *bytes.Buffer) error {
	fmt.Fprintf(b, `// Package %s is the frame of the %s API, version %s: its shapes, its
// interface, its errors and its tables. Of %d operations it has the %d of
// operations.txt.
`, f.pkg, f.ID, f.Version, len(f.Operations), len(f.built()))
	var body bytes.Buffer
	fmt.Fprintf(&body, "\n// Service is the %s API: one method an operation.\ntype Service interface {\n", f.ID)
	for _, op := range f.built() {
		fmt.Fprintf(&body, "\t%s(ctx context.Context, in *%s) (*%s, error)\n",
			op.Name, f.names[op.Input], f.names[op.Output])
	}
	body.WriteString(`}

// Unimplemented answers NotImplemented to every operation. Rooms embed it.
type Unimplemented struct{}

var _ Service = Unimplemented{}
`)
	for _, op := range f.built() {
		fmt.Fprintf(&body, "\n// %[1]s implements [Service].\nfunc (Unimplemented) %[1]s(context.Context, *%[2]s) (*%[3]s, error) {\n"+
			"\treturn nil, frame.NotImplemented(%[4]q, %[1]q)\n}\n", op.Name, f.names[op.Input], f.names[op.Output], f.Name)
	}
	f.writeHead(b, &body)
	return nil
}

func (f *frameOf) writeErrors(b *bytes.Buffer) error {
	var body bytes.Buffer
	for _, sh := range f.shapes {
		if !f.errors[sh] {
			continue
		}
		message := "nil"
		for i, name := range frame.FieldNames(sh) {
			if strings.EqualFold(sh.Members[i].Name, "message") {
				message = "e." + name
			}
		}
		f.writeStruct(&body, sh)
		fmt.Fprintf(&body, `
// Error implements error.
func (e *%[1]s) Error() string { return e.Wire().Error() }

// Wire implements [protocol.Modelled].
func (e *%[1]s) Wire() *protocol.Error { return frame.Wire(Schema(), e, %[2]s) }
`, f.names[sh], message)
	}
	if body.Len() > 0 {
		f.writeHead(b, &body)
	}
	return nil
}
