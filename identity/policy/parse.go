package policy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// The versions of the language. Without a Version element a document has the
// older, which knows no policy variables.
const (
	version2008 = "2008-10-17"
	version2012 = "2012-10-17"
)

// maxDocument bounds what Parse reads, in bytes; the quotas of each kind of
// policy are far below and belong to the services.
const maxDocument = 1 << 20

// SyntaxErrors is the message of documents that are JSON but no policy.
const SyntaxErrors = "Syntax errors in policy."

// Parse reads and compiles a document ("Grammar of the IAM JSON policy
// language"). What it refuses comes as an *[Error].
func Parse(kind Kind, text string) (*Document, error) {
	if len(text) > maxDocument {
		return nil, &Error{Message: "The policy is too large.", Offset: -1}
	}
	p := &parser{kind: kind}
	d, err := p.document(text)
	if err == nil {
		return d, nil
	}
	if own, ok := errors.AsType[*Error](err); ok {
		own.At = position(text, own.Offset)
		return nil, own
	}
	e := &Error{Message: "This policy contains invalid Json", Offset: -1, Syntax: true}
	if syn, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		e.Offset = p.base + int(syn.ByteOffset)
		e.At = position(text, e.Offset)
	}
	return nil, e
}

// MustParse is Parse for documents of the program's own.
func MustParse(kind Kind, text string) *Document {
	d, err := Parse(kind, text)
	if err != nil {
		panic(err)
	}
	return d
}

// parser reads one document. Statements are read a second time once the version
// is known, wherever it stands; base is where the part being read begins.
type parser struct {
	kind Kind
	vars bool
	base int
	text string // from base on
	dec  *jsontext.Decoder
}

func (p *parser) start(text string, base int) {
	p.base, p.text = base, text
	p.dec = jsontext.NewDecoder(strings.NewReader(text))
}

// at is where the next token begins, in the document.
func (p *parser) at() int {
	n := int(p.dec.InputOffset())
	rest := p.text[n:]
	return p.base + n + len(rest) - len(strings.TrimLeft(rest, " \t\r\n,:"))
}

func (p *parser) fail(format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Offset: p.base + int(p.dec.InputOffset())}
}

func (p *parser) document(text string) (*Document, error) {
	d := &Document{kind: p.kind, text: text, version: version2008}
	var statements jsontext.Value
	at := 0
	p.start(text, 0)
	err := p.object(func(name string) (err error) {
		switch name {
		case "Version":
			if d.version, err = p.str(); err == nil && d.version != version2008 && d.version != version2012 {
				return p.fail("The policy must contain a valid version string")
			}
		case "Id":
			d.id, err = p.str()
		case "Statement":
			v, err := p.dec.ReadValue()
			statements, at = v.Clone(), int(p.dec.InputOffset())-len(v)
			return err
		default:
			return p.unknown(name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := p.dec.ReadToken(); err == nil {
		return nil, p.fail(SyntaxErrors)
	} else if _, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return nil, err
	}
	if statements == nil {
		return nil, p.missing("Statement")
	}
	p.vars = d.version == version2012
	p.start(string(statements), at)
	return d, p.statements(d)
}

func (p *parser) statements(d *Document) error {
	if p.dec.PeekKind() == '{' {
		s, err := p.statement()
		d.statements = append(d.statements, s)
		return err
	}
	sids := make(map[string]bool)
	err := p.array(func() error {
		s, err := p.statement()
		if err != nil {
			return err
		}
		if s.sid != "" && sids[s.sid] && p.kind != Resource {
			return p.fail("Statement IDs (SID) in a single policy must be unique.")
		}
		sids[s.sid] = true
		d.statements = append(d.statements, s)
		return nil
	})
	if err == nil && len(d.statements) == 0 {
		return p.fail(SyntaxErrors)
	}
	return err
}

func (p *parser) unknown(name string) error {
	if p.kind == Resource {
		return p.fail("Unknown field %s", name)
	}
	return p.fail(SyntaxErrors)
}

func (p *parser) missing(name string) error {
	if p.kind == Resource || p.kind == Trust {
		return p.fail("Missing required field %s", name)
	}
	return p.fail(SyntaxErrors)
}

// object reads an object and calls f for each name, to read its value.
func (p *parser) object(f func(name string) error) error {
	if p.dec.PeekKind() != '{' {
		return p.wrong()
	}
	_, _ = p.dec.ReadToken()
	for p.dec.PeekKind() != '}' {
		t, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		if err := f(t.String()); err != nil {
			return err
		}
	}
	_, err := p.dec.ReadToken()
	return err
}

func (p *parser) array(f func() error) error {
	if p.dec.PeekKind() != '[' {
		return p.wrong()
	}
	_, _ = p.dec.ReadToken()
	for p.dec.PeekKind() != ']' {
		if err := f(); err != nil {
			return err
		}
	}
	_, err := p.dec.ReadToken()
	return err
}

// wrong reports a value of a wrong type, or that there is no JSON at all.
func (p *parser) wrong() error {
	if _, err := p.dec.ReadToken(); err != nil {
		if _, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
			return err
		}
		return &Error{Message: "This policy contains invalid Json", Offset: p.base + int(p.dec.InputOffset()), Syntax: true}
	}
	return p.fail(SyntaxErrors)
}

func (p *parser) str() (string, error) {
	if p.dec.PeekKind() != '"' {
		return "", p.wrong()
	}
	t, err := p.dec.ReadToken()
	if err != nil {
		return "", err
	}
	return t.String(), nil
}

// list reads one value or an array of them: strings, and in conditions numbers
// and booleans too.
func (p *parser) list(scalars bool, f func(string) error) error {
	one := func() error {
		switch p.dec.PeekKind() {
		case '"':
		case 't', 'f', '0':
			if !scalars {
				return p.wrong()
			}
		default:
			return p.wrong()
		}
		t, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		return f(t.String())
	}
	if p.dec.PeekKind() == '[' {
		return p.array(one)
	}
	return one()
}
