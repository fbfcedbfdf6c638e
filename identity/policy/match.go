package policy

import (
	"strings"
	"unicode/utf8"
)

// Position is a place in a document's text. Lines and columns count from 1;
// columns are characters.
type Position struct{ Line, Column int }

// position finds the place of a byte.
func position(text string, offset int) Position {
	before := text[:max(0, min(offset, len(text)))]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return Position{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(line)}
}

// Match is a statement that is about a request.
type Match struct {
	Document   *Document
	Sid        string
	Start, End Position // of the statement's first character, and behind its last
}

// Matches gives all statements of an effect that apply to a request, for
// simulations; [Evaluate] stops at the first that decides.
func (d *Document) Matches(r *Request, allow bool) []Match {
	var out []Match
	for i := range d.statements {
		s := &d.statements[i]
		if s.allow == allow && s.applies(r) != grantNone {
			out = append(out, Match{d, s.sid, position(d.text, s.start), position(d.text, s.end)})
		}
	}
	return out
}

// Has tells whether a request's contexts have a condition key.
func (r *Request) Has(key string) bool { return len(r.get(key)) > 0 }
