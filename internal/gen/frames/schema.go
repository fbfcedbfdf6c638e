package main

import (
	"bytes"
	"fmt"

	"github.com/cumulet/cumulet/protocol/schema"
)

func (f *frameOf) writeSchema(b *bytes.Buffer) error {
	var body bytes.Buffer
	body.WriteString(`
// Schema gives the tables of the API. They are built once and must not be
// changed.
func Schema() *schema.Service { return tables() }

var tables = sync.OnceValue(func() *schema.Service {
`)
	p := printer{names: f.names}
	body.WriteString("\tvar (\n")
	for _, sh := range f.shapes {
		head := *sh
		head.Members, head.Key, head.Elem, head.Type = nil, nil, nil, nil
		fmt.Fprintf(&body, "\t\t%s = &schema.Shape%s\n", p.name(sh), p.fields(head, f.typeOf(sh)))
	}
	body.WriteString("\t)\n")
	for _, sh := range f.shapes {
		if len(sh.Members) > 0 {
			fmt.Fprintf(&body, "\t%s.Members = []schema.Member{\n", p.name(sh))
			for _, m := range sh.Members {
				fmt.Fprintf(&body, "\t\t%s,\n", p.member(m))
			}
			body.WriteString("\t}\n")
		}
		if sh.Key != nil {
			fmt.Fprintf(&body, "\t%s.Key = &schema.Member%s\n", p.name(sh), p.member(*sh.Key))
		}
		if sh.Elem != nil {
			fmt.Fprintf(&body, "\t%s.Elem = &schema.Member%s\n", p.name(sh), p.member(*sh.Elem))
		}
	}
	head := *f.Service
	head.Operations = nil
	fmt.Fprintf(&body, "\tservice := &schema.Service%s\n", p.fields(head, ""))
	body.WriteString("\tservice.Operations = []*schema.Operation{\n")
	for _, op := range f.Operations {
		invoke := ""
		if op.Input != nil {
			invoke = "Invoke: frame.Invoke(Service." + op.Name + ")"
		}
		fmt.Fprintf(&body, "\t\t%s,\n", p.fields(*op, invoke))
	}
	body.WriteString("\t}\n\treturn frame.Complete(service)\n})\n")
	f.writeHead(b, &body)
	return nil
}

func (f *frameOf) typeOf(sh *schema.Shape) string {
	if !isStruct(sh) {
		return ""
	}
	return "Type: reflect.TypeFor[" + f.names[sh] + "]()"
}
