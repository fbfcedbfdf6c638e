package policy

import (
	"fmt"
	"iter"
)

// Kind is what a document is used for; it decides which elements are asked for
// and which are prohibited.
type Kind uint8

// The kinds of policy.
const (
	Identity Kind = iota // attached to users, groups, roles: no Principal
	Resource             // attached to a resource: Principal and Resource
	Trust                // who may assume a role: Principal, no Resource
	Boundary             // permissions boundary
	Session              // passed when a session is made
)

// String names the kind as AWS's messages do.
func (k Kind) String() string {
	switch k {
	case Resource, Trust:
		return "resource-based policy"
	case Boundary:
		return "permissions boundary"
	case Session:
		return "session policy"
	}
	return "identity-based policy"
}

// Document is a parsed and compiled policy. It is immutable and safe for
// concurrent use.
type Document struct {
	kind       Kind
	name       string
	text       string
	id         string
	version    string
	statements []statement
}

// statement is one compiled statement.
type statement struct {
	sid          string
	allow        bool
	principals   *principals // nil where the kind has none
	notPrincipal bool
	actions      []pattern // lower case or not: compared without regard to case
	notAction    bool
	resources    []arnPattern // nil means all: only trust policies
	notResource  bool
	conditions   []condition

	rawActions    []string
	rawPrincipals []PrincipalValue
	start, end    int // bytes of the text
}

// PrincipalValue is one value of a Principal element: {"AWS", "arn:..."}.
type PrincipalValue struct{ Type, Value string }

// Error says why a document is refused, in AWS's words.
type Error struct {
	Message string
	// Offset is the byte of the text where it was seen, -1 where none can be named.
	Offset int
	// At is the same in lines and columns.
	At Position
	// Syntax is set where the text is not even JSON.
	Syntax bool
}

// Error implements error.
func (e *Error) Error() string {
	if e.Offset < 0 {
		return e.Message
	}
	return fmt.Sprintf("%s (line %d, column %d)", e.Message, e.At.Line, e.At.Column)
}

// Named returns the same document under a name, an ARN or an inline policy's
// name, by which a [Result] can be traced.
func (d *Document) Named(name string) *Document {
	c := *d
	c.name = name
	return &c
}

// As returns the same document in another use: a managed policy as a boundary
// or a session policy.
func (d *Document) As(kind Kind) *Document {
	c := *d
	c.kind = kind
	return &c
}

// Bind returns the same document with the ARNs of users and roles in its
// Principal elements replaced by unique ids, as AWS does when a policy is stored:
// whoever gets the same name later is not meant.
func (d *Document) Bind(ids map[string]string) *Document {
	if len(ids) == 0 {
		return d
	}
	c := *d
	c.statements = append([]statement(nil), d.statements...)
	for i := range c.statements {
		if p := c.statements[i].principals; p != nil {
			c.statements[i].principals = p.bind(ids)
		}
	}
	return &c
}

// Name is what Named set.
func (d *Document) Name() string { return d.name }

// Kind is the kind that the document was parsed as.
func (d *Document) Kind() Kind { return d.kind }

// String gives the text that was parsed.
func (d *Document) String() string { return d.text }

// ID is the Id element.
func (d *Document) ID() string { return d.id }

// Len is the number of statements.
func (d *Document) Len() int { return len(d.statements) }

// Actions yields every value of Action and NotAction, as written.
func (d *Document) Actions() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range d.statements {
			for _, a := range d.statements[i].rawActions {
				if !yield(a) {
					return
				}
			}
		}
	}
}

// Resources yields every value of Resource and NotResource, as written.
func (d *Document) Resources() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range d.statements {
			for j := range d.statements[i].resources {
				if !yield(d.statements[i].resources[j].raw) {
					return
				}
			}
		}
	}
}

// Principals yields every value of Principal and NotPrincipal, so that a service
// can check that they exist.
func (d *Document) Principals() iter.Seq[PrincipalValue] {
	return func(yield func(PrincipalValue) bool) {
		for i := range d.statements {
			for _, p := range d.statements[i].rawPrincipals {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// ConditionKeys yields every condition key and policy variable the document
// asks for; keys may come more than once.
func (d *Document) ConditionKeys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range d.statements {
			if !d.statements[i].keys(yield) {
				return
			}
		}
	}
}

func (s *statement) keys(yield func(string) bool) bool {
	vars := func(p *pattern) bool {
		for _, t := range p.toks {
			if t.kind == variable && !yield(t.text) {
				return false
			}
		}
		return true
	}
	arn := func(a *arnPattern) bool {
		for i := range a.parts {
			if !vars(&a.parts[i]) {
				return false
			}
		}
		return true
	}
	for i := range s.resources {
		if !arn(&s.resources[i]) {
			return false
		}
	}
	for i := range s.conditions {
		if !yield(s.conditions[i].key) {
			return false
		}
		for j := range s.conditions[i].values {
			v := &s.conditions[i].values[j]
			if !vars(&v.pat) || !arn(&v.arn) {
				return false
			}
		}
	}
	return true
}
