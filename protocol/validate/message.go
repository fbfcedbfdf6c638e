package validate

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cumulet/cumulet/protocol/schema"
)

// maxEcho bounds the value that a message repeats, in bytes.
const maxEcho = 4096

// Message words one violation as most of AWS does:
//
//	Value 'a b' at 'tags.1.member.key' failed to satisfy constraint: Member must ...
//
// Secrets are not repeated.
func (v *Violation) Message() string {
	return "Value" + v.echo() + v.quiet()
}

// quiet is the rest of [Violation.Message], behind the value.
func (v *Violation) quiet() string {
	return " at '" + v.memberPath() + "' failed to satisfy constraint: " + v.coral()
}

// echo gives the value as it stands in a message.
func (v *Violation) echo() string {
	if v.Rule == Required {
		return " null"
	}
	if text, ok := v.text(); ok {
		return " '" + text + "'"
	}
	return ""
}

// text writes a simple value; secrets and structures have no text.
func (v *Violation) text() (string, bool) {
	if v.secret || !v.value.IsValid() {
		return "", false
	}
	var s string
	switch v.value.Kind() {
	case reflect.Struct, reflect.Map:
		return "", false
	case reflect.Slice:
		if v.value.Type().Elem().Kind() != reflect.String {
			return "", false
		}
		s = "[" + strings.Join(texts(v.value), ", ") + "]"
	default:
		s = fmt.Sprint(v.value.Interface())
	}
	if len(s) > maxEcho {
		s = strings.ToValidUTF8(s[:maxEcho], "") + "..."
	}
	return s, true
}

// texts gives the strings of a list.
func texts(list reflect.Value) []string {
	out := make([]string, list.Len())
	for i := range out {
		if s, ok := present(list.Index(i)); ok {
			out[i] = s.String()
		}
	}
	return out
}

// nested tells whether the violation is one of a simple element or key, which
// AWS reports on the list or map.
func (v *Violation) nested() bool {
	return v.OnKey || v.Rule != Required && (v.parent == schema.List || v.parent == schema.Map) &&
		v.value.IsValid() && v.value.Kind() != reflect.Struct
}

// memberPath writes the path in the old style: "tags.1.member.key".
func (v *Violation) memberPath() string {
	steps := v.Path
	if v.nested() && !v.OnKey {
		steps = steps[:len(steps)-1]
	}
	var parts []string
	for _, s := range steps {
		switch {
		case s.Member != "":
			parts = append(parts, lowerFirst(s.Member))
		case s.Map:
			parts = append(parts, s.Key, "member")
		default:
			parts = append(parts, strconv.Itoa(s.Index+1), "member")
		}
	}
	return strings.Join(parts, ".")
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// coral words the constraint in the old style.
func (v *Violation) coral() string {
	if !v.nested() {
		return v.constraint(v.below())
	}
	all := "[" + strings.Join(v.all(), ", ") + "]"
	switch {
	case v.OnKey:
		return "Map keys must satisfy constraint: " + all
	case v.parent == schema.Map:
		return "Map value must satisfy constraint: " + all
	}
	return "Member must satisfy constraint: " + all
}

// below tells whether the value is under its least, rather than over its most.
func (v *Violation) below() bool {
	switch v.Rule {
	case Length:
		return v.limits.hasMin && float64(v.Size) < v.limits.min
	case Range:
		x, ok := number(v.value)
		return ok && v.limits.hasMin && x < v.limits.min
	}
	return false
}

// all words every constraint on the value.
func (v *Violation) all() []string {
	c := *v
	var out []string
	bounds := Length
	if v.Rule == Range {
		bounds = Range
	}
	c.Rule = bounds
	if v.limits.hasMax {
		out = append(out, c.constraint(false))
	}
	if v.limits.hasMin {
		out = append(out, c.constraint(true))
	}
	if v.limits.re != nil {
		c.Rule = Pattern
		out = append(out, c.constraint(false))
	}
	if v.limits.enum != nil {
		c.Rule = Enum
		out = append(out, c.constraint(false))
	}
	return out
}

// constraint words one constraint; least picks the lower bound.
func (v *Violation) constraint(least bool) string {
	what := "Member must have length "
	if v.Rule == Range {
		what = "Member must have value "
	}
	switch {
	case v.Rule == Required:
		return "Member must not be null"
	case v.Rule == Pattern:
		return "Member must satisfy regular expression pattern: " + v.limits.pattern
	case v.Rule == Enum:
		return "Member must satisfy enum value set: [" + strings.Join(v.limits.enum, ", ") + "]"
	case v.Rule == Unique:
		return "Member must have unique values"
	case least:
		return what + "greater than or equal to " + decimal(v.limits.min)
	}
	return what + "less than or equal to " + decimal(v.limits.max)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Pointer writes the path in the style of services made with Smithy:
// "/tags/0/key".
func (v *Violation) Pointer() string {
	var b strings.Builder
	for _, s := range v.Path {
		b.WriteByte('/')
		switch {
		case s.Member != "":
			b.WriteString(s.Member)
		case s.Map:
			b.WriteString(s.Key)
		default:
			b.WriteString(strconv.Itoa(s.Index))
		}
	}
	return b.String()
}

// SmithyMessage words one violation as services made with Smithy do
// (smithy.framework#ValidationException); it repeats no value.
func (v *Violation) SmithyMessage() string {
	size := ""
	if v.Rule == Length {
		size = " with length " + strconv.Itoa(v.Size)
	}
	return "Value" + size + " at '" + v.Pointer() + "' failed to satisfy constraint: " + v.smithy()
}

// smithy words the constraint in the new style.
func (v *Violation) smithy() string {
	if v.Rule != Length && v.Rule != Range {
		return v.constraint(false)
	}
	what := "Member must be "
	if v.Rule == Length {
		what = "Member must have length "
	}
	l := &v.limits
	switch {
	case l.hasMin && l.hasMax:
		return what + "between " + decimal(l.min) + " and " + decimal(l.max) + ", inclusive"
	case l.hasMin:
		return what + "greater than or equal to " + decimal(l.min)
	}
	return what + "less than or equal to " + decimal(l.max)
}
