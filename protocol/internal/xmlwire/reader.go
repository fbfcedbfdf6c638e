package xmlwire

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
)

// maxDepth bounds how deep elements nest; maxElements how many there are, since
// even an empty one may stand for a large structure. S3's largest document, the
// 10,000 parts of an upload, has 100,000.
const (
	maxDepth    = 100
	maxElements = 250_000
)

// reader reads one document.
type reader struct {
	xml   *xml.Decoder
	names *reflectx.Names

	depth, elements int
}

// token gives the next token that says anything.
func (r *reader) token() (xml.Token, error) {
	for {
		t, err := r.xml.Token()
		if err != nil {
			return nil, err
		}
		switch t.(type) {
		case xml.StartElement:
			r.depth++
			r.elements++
			switch {
			case r.depth > maxDepth:
				return nil, errors.New("elements nest too deep")
			case r.elements > maxElements:
				return nil, errors.New("too many elements")
			}
			return t, nil
		case xml.EndElement:
			r.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			return nil, errors.New("document types are not allowed")
		}
	}
}

// root gives the start of the document's element.
func (r *reader) root() (xml.StartElement, error) {
	for {
		t, err := r.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return t, nil
		case xml.CharData:
			if !blank(t) {
				return xml.StartElement{}, errors.New("text before the document's element")
			}
		}
	}
}

// end checks that nothing follows the document's element.
func (r *reader) end() error {
	for {
		t, err := r.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if c, ok := t.(xml.CharData); !ok || !blank(c) {
			return errors.New("more follows the document's element")
		}
	}
}

// child gives the next element inside the one that is being read; false at its
// end.
func (r *reader) child() (xml.StartElement, bool, error) {
	for {
		t, err := r.token()
		if err != nil {
			return xml.StartElement{}, false, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return t, true, nil
		case xml.EndElement:
			return xml.StartElement{}, false, nil
		case xml.CharData:
			if !blank(t) {
				return xml.StartElement{}, false, errors.New("text where elements are expected")
			}
		}
	}
}

// skip reads to the end of the element whose start was read.
func (r *reader) skip() error {
	for end := r.depth - 1; r.depth > end; {
		if _, err := r.token(); err != nil {
			return err
		}
	}
	return nil
}

// text reads the text of the element whose start was read.
func (r *reader) text() (string, error) {
	var b []byte
	for {
		t, err := r.token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			return "", errors.New("an element where text is expected")
		case xml.EndElement:
			return string(b), nil
		case xml.CharData:
			b = append(b, t...)
		}
	}
}

// clip bounds what a message repeats.
func clip(s string) string {
	if len(s) > 64 {
		return s[:64]
	}
	return s
}

func blank(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }
