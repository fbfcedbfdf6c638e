package prototest

import (
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"sort"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// compareBody compares a body by what it says: JSON and CBOR by value, XML as a
// tree in which the order of different elements does not matter, others byte by
// byte.
func compareBody(mediaType, want string, got []byte) error {
	if want == "" {
		if len(got) > 0 {
			return fmt.Errorf("body %q, want none", got)
		}
		return nil
	}
	var a, b any
	var err error
	switch mediaType {
	case "application/json":
		err = errors.Join(json.Unmarshal(got, &a), json.Unmarshal([]byte(want), &b))
	case "application/cbor":
		var data []byte
		if data, err = base64.StdEncoding.DecodeString(want); err == nil {
			mode, _ := cbor.DecOptions{DefaultMapType: reflect.TypeFor[map[string]any]()}.DecMode()
			err = errors.Join(mode.Unmarshal(got, &a), mode.Unmarshal(data, &b))
		}
	case "application/xml":
		var errA, errB error
		namespaces := strings.Contains(want, "xmlns") // some tests leave them out
		a, errA = tree(string(got), namespaces)
		b, errB = tree(want, namespaces)
		err = errors.Join(errA, errB)
	default:
		a, b = string(got), want
	}
	if err != nil {
		return fmt.Errorf("body %q: %w", got, err)
	}
	stripNamespace(a)
	stripNamespace(b)
	if !equal(a, b) {
		return fmt.Errorf("body\n%s (%v)\nwant\n%s (%v)", got, a, want, b)
	}
	return nil
}

// stripNamespace takes the namespace out of an error's type: the tables don't
// hold Smithy's, and clients ignore it.
func stripNamespace(x any) {
	if m, ok := x.(map[string]any); ok {
		if t, ok := m["__type"].(string); ok {
			m["__type"] = t[strings.LastIndexByte(t, '#')+1:]
		}
	}
}

// tree gives an XML document in a canonical form: each element as its name,
// attributes in order, text and children, those of different names in order of
// their names. Elements of one name keep their order, since they are a list, but
// for those with just two children: they may be the entries of a map.
func tree(doc string, namespaces bool) (string, error) {
	d := xml.NewDecoder(strings.NewReader(doc))
	type child struct {
		text     string
		children int
	}
	type element struct {
		name     string
		head     string
		text     strings.Builder
		children []child
	}
	stack := []*element{{}}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(stack) != 1 || len(stack[0].children) != 1 {
				return "", errors.New("one root element expected")
			}
			return stack[0].children[0].text, nil
		}
		if err != nil {
			return "", err
		}
		top := stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			var attrs []string
			if !namespaces {
				tok.Name.Space = ""
			}
			for _, a := range tok.Attr {
				if !namespaces && a.Name.Local == "xmlns" {
					continue
				}
				attrs = append(attrs, fmt.Sprintf(" %s:%s=%q", a.Name.Space, a.Name.Local, a.Value))
			}
			slices.Sort(attrs)
			stack = append(stack, &element{name: tok.Name.Local, head: "<" + tok.Name.Space + "|" + tok.Name.Local + strings.Join(attrs, "")})
		case xml.CharData:
			top.text.Write(tok)
		case xml.EndElement:
			sort.SliceStable(top.children, func(i, j int) bool {
				a, b := top.children[i], top.children[j]
				if label(a.text) != label(b.text) || a.children != 2 || b.children != 2 {
					return label(a.text) < label(b.text)
				}
				return a.text < b.text
			})
			text := top.text.String()
			if len(top.children) > 0 {
				text = strings.TrimSpace(text)
			}
			stack = stack[:len(stack)-1]
			parent := stack[len(stack)-1]
			inner := ""
			for _, c := range top.children {
				inner += c.text
			}
			parent.children = append(parent.children, child{top.head + ">" + text + inner + "</>", len(top.children)})
		}
	}
}

func label(s string) string { return s[:strings.IndexAny(s, " >")] }
