package policy

import "strings"

// An arnPattern matches ARNs part by part: a wildcard does not reach over one of
// the first five colons.
type arnPattern struct {
	any   bool // "*"
	parts [6]pattern
	n     int // parts given; those left out stand for *
	raw   string
}

// compileARN cuts an ARN pattern. Fewer than six parts are taken only when the
// last ends with a wildcard that can stand for the rest.
func compileARN(s string, vars bool) (arnPattern, string) {
	a := arnPattern{raw: s}
	if s == "*" {
		a.any = true
		return a, ""
	}
	parts := splitARN(s, vars)
	if parts[0] != "arn" && parts[0] != "*" || len(parts) < 6 && !strings.HasSuffix(s, "*") {
		return a, "Resource " + s + ` must be in ARN format or "*".`
	}
	for i, part := range parts {
		p, msg := compilePattern(part, true, vars)
		if msg != "" {
			return a, msg
		}
		a.parts[i] = p
	}
	a.n = len(parts)
	return a, ""
}

// splitARN cuts at the first five colons that are not inside a variable.
func splitARN(s string, vars bool) []string {
	var parts []string
	start, inside := 0, false
	for i := 0; i < len(s) && len(parts) < 5; i++ {
		switch {
		case vars && strings.HasPrefix(s[i:], "${"):
			inside = true
		case inside && s[i] == '}':
			inside = false
		case !inside && s[i] == ':':
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

func (a *arnPattern) match(s string, r *Request) bool {
	if a.any {
		return true
	}
	for i := range a.n {
		part := s
		if i < 5 {
			var ok bool
			if part, s, ok = strings.Cut(s, ":"); !ok {
				return false
			}
		}
		if !a.parts[i].match(part, false, r) {
			return false
		}
	}
	return a.n == 6 || strings.Count(s, ":") >= 5-a.n
}
