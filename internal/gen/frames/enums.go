package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/cumulet/cumulet/api/frame"
)

// writeEnums writes the known values of each enum as constants, named as the
// SDKs do: StorageClassStandardIa.
func (f *frameOf) writeEnums(b *bytes.Buffer) error {
	var body bytes.Buffer
	for _, sh := range f.shapes {
		if len(sh.Enum) == 0 {
			continue
		}
		fmt.Fprintf(&body, "\n// Known values of %s.\nconst (\n", sh.Name)
		for _, v := range sh.Enum {
			name := frame.GoName(sh.Name) + camel(v)
			for f.taken[name] {
				name += "Value"
			}
			f.taken[name] = true
			fmt.Fprintf(&body, "\t%s = %q\n", name, v)
		}
		body.WriteString(")\n")
	}
	if body.Len() > 0 {
		f.writeHead(b, &body)
	}
	return nil
}

// camel makes one word of an enum's value: "STANDARD_IA" gives StandardIa,
// "s3:ObjectCreated:*" gives S3ObjectCreatedAny.
func camel(v string) string {
	v = strings.ReplaceAll(v, "*", " Any")
	words := strings.FieldsFunc(v, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if strings.ToUpper(w) == w {
			w = strings.ToLower(w)
		}
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	if len(words) == 0 {
		return "Empty"
	}
	return strings.Join(words, "")
}
