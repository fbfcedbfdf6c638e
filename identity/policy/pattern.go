package policy

import (
	"strings"
	"unicode/utf8"
)

// A pattern is a string of the language, cut into literals, wildcards and
// policy variables ("IAM policy elements: Variables and tags").
type pattern struct {
	toks []token
	vars bool
}

type tokenKind uint8

const (
	literal  tokenKind = iota
	anyOne             // ?
	anyMany            // *
	variable           // ${key} or ${key, 'default'}
)

type token struct {
	kind   tokenKind
	text   string // the literal, or the variable's key
	def    string // a variable's default
	hasDef bool
}

// compilePattern cuts s. wild makes * and ? wildcards; vars gives ${...} its
// meaning, which it has since version 2012-10-17.
func compilePattern(s string, wild, vars bool) (pattern, string) {
	var p pattern
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			p.toks = append(p.toks, token{kind: literal, text: lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case wild && c == '*':
			flush()
			if n := len(p.toks); n == 0 || p.toks[n-1].kind != anyMany {
				p.toks = append(p.toks, token{kind: anyMany})
			}
		case wild && c == '?':
			flush()
			p.toks = append(p.toks, token{kind: anyOne})
		case vars && c == '$' && strings.HasPrefix(s[i:], "${"):
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				return p, "The policy variable in " + s + " is not closed."
			}
			body := s[i+2 : i+end]
			i += end
			if body == "*" || body == "?" || body == "$" {
				lit.WriteString(body)
				continue
			}
			t, ok := compileVariable(body)
			if !ok {
				return p, "The policy variable ${" + body + "} is not valid."
			}
			flush()
			p.toks = append(p.toks, t)
			p.vars = true
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return p, ""
}

// compileVariable reads "key" or "key, 'default'".
func compileVariable(body string) (token, bool) {
	key, rest, hasDef := strings.Cut(body, ",")
	t := token{kind: variable, text: canonicalKey(strings.TrimSpace(key)), hasDef: hasDef}
	if hasDef {
		rest = strings.TrimSpace(rest)
		if len(rest) < 2 || rest[0] != '\'' || rest[len(rest)-1] != '\'' {
			return t, false
		}
		t.def = rest[1 : len(rest)-1]
	}
	return t, strings.Contains(t.text, ":") && !strings.ContainsAny(t.text, "${")
}

// match tells whether s has the pattern's form. The values of variables are
// literal: a * in a tag is no wildcard.
func (p *pattern) match(s string, fold bool, r *Request) bool {
	toks := p.toks
	if p.vars {
		var buf [12]token
		var ok bool
		if toks, ok = r.resolve(buf[:0], toks); !ok {
			return false
		}
	}
	return glob(toks, s, fold)
}

// resolve puts values in the place of variables. It fails where a key is absent
// (without default) or has several values.
func (r *Request) resolve(out, in []token) ([]token, bool) {
	for _, t := range in {
		if t.kind == variable {
			v := r.get(t.text)
			switch {
			case len(v) == 1:
				t = token{kind: literal, text: v[0]}
			case len(v) == 0 && t.hasDef:
				t = token{kind: literal, text: t.def}
			default:
				return nil, false
			}
		}
		out = append(out, t)
	}
	return out, true
}

// glob matches s against literals and wildcards. On a mismatch it goes back to
// the last * only, which is enough, and bounds the work by len(s)*len(toks).
func glob(toks []token, s string, fold bool) bool {
	i, p, star, mark := 0, 0, -1, 0
	for {
		if i == len(toks) {
			if p == len(s) {
				return true
			}
		} else {
			switch t := &toks[i]; t.kind {
			case anyMany:
				if i == len(toks)-1 {
					return true
				}
				star, mark = i, p
				i++
				continue
			case anyOne:
				if p < len(s) {
					_, n := utf8.DecodeRuneInString(s[p:])
					p += n
					i++
					continue
				}
			default:
				if n := len(t.text); len(s)-p >= n && equal(s[p:p+n], t.text, fold) {
					p += n
					i++
					continue
				}
			}
		}
		if star < 0 || mark >= len(s) {
			return false
		}
		_, n := utf8.DecodeRuneInString(s[mark:])
		mark += n
		i, p = star+1, mark
	}
}

func equal(a, b string, fold bool) bool {
	return a == b || fold && strings.EqualFold(a, b)
}
