package validate

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"

	"github.com/cumulet/cumulet/protocol/schema"
)

// plan is what there is to do for a shape: its own limits and the parts of it
// that have any. A nil plan means nothing.
type plan struct {
	shape  *schema.Shape
	limits limits
	fields []field // of a structure, only those with something to do
	elem   *field  // of a list or map
	key    *field  // of a map
	live   bool    // there is something to do
}

// field is a member with its plan.
type field struct {
	member *schema.Member
	index  int // of the Go field
	secret bool
	limits limits // the member's, where it wins over its shape's
	plan   *plan
}

// limits are the constraints on one value.
type limits struct {
	min, max       float64
	hasMin, hasMax bool
	re             *regexp.Regexp
	pattern        string // as AWS writes it
	enum           []string
	unique         bool
}

func (l *limits) any() bool {
	return l.hasMin || l.hasMax || l.re != nil || l.enum != nil || l.unique
}

// plans remembers the plan of each input shape. It is a memo of a pure function:
// nothing depends on what it holds.
var plans sync.Map // *schema.Shape -> *plan

// planFor gives the plan of an input shape; nil where there is nothing to do.
func planFor(s *schema.Shape) *plan {
	if s == nil {
		return nil
	}
	if p, ok := plans.Load(s); ok {
		return p.(*plan)
	}
	memo := map[*schema.Shape]*plan{}
	p := build(s, memo)
	for prune(memo) { // until no plan turns live: recursion needs several rounds
	}
	for _, q := range memo {
		q.trim()
	}
	if !p.live {
		p = nil
	}
	kept, _ := plans.LoadOrStore(s, p)
	return kept.(*plan)
}

// build makes the plans of s and of all it reaches.
func build(s *schema.Shape, memo map[*schema.Shape]*plan) *plan {
	if p := memo[s]; p != nil {
		return p
	}
	p := &plan{shape: s}
	memo[s] = p
	p.limits = shapeLimits(s)
	p.live = p.limits.any()
	for i := range s.Members {
		p.fields = append(p.fields, *newField(&s.Members[i], i, memo))
	}
	if s.Elem != nil {
		p.elem = newField(s.Elem, 0, memo)
	}
	if s.Key != nil {
		p.key = newField(s.Key, 0, memo)
	}
	return p
}

func newField(m *schema.Member, index int, memo map[*schema.Shape]*plan) *field {
	f := &field{member: m, index: index, plan: build(m.Shape, memo)}
	f.secret = secret(m.Name) || secret(m.Shape.Name)
	f.limits = f.plan.limits
	if m.HasMin {
		f.limits.min, f.limits.hasMin = m.Min, true
	}
	if m.HasMax {
		f.limits.max, f.limits.hasMax = m.Max, true
	}
	return f
}

// secret tells by its name whether a value is never echoed.
func secret(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "password") || strings.Contains(name, "secret") || strings.Contains(name, "privatekey")
}

// live tells whether there is anything to do for the member.
func (f *field) live() bool {
	m := f.member
	return m.Required || m.Default != nil || m.Idempotency || f.limits.any() || f.plan.live
}

// prune marks plans that have live parts, and tells whether it marked any.
func prune(memo map[*schema.Shape]*plan) bool {
	changed := false
	for _, p := range memo {
		if p.live {
			continue
		}
		for i := range p.fields {
			p.live = p.live || p.fields[i].live()
		}
		p.live = p.live || p.elem != nil && p.elem.live() || p.key != nil && p.key.live()
		changed = changed || p.live
	}
	return changed
}

// trim drops the parts with nothing to do.
func (p *plan) trim() {
	kept := p.fields[:0]
	for _, f := range p.fields {
		if f.live() {
			kept = append(kept, f)
		}
	}
	p.fields = kept
	if p.elem != nil && !p.elem.live() {
		p.elem = nil
	}
	if p.key != nil && !p.key.live() {
		p.key = nil
	}
}

// shapeLimits compiles the constraints of a shape.
func shapeLimits(s *schema.Shape) limits {
	l := limits{min: s.Min, max: s.Max, hasMin: s.HasMin, hasMax: s.HasMax, unique: s.Unique}
	if s.StrictEnum {
		l.enum = s.Enum
	}
	if re, err := compile(s.Pattern); err == nil && re != nil {
		l.re, l.pattern = re, display(s.Pattern)
	}
	return l
}

// escapes are the code point escapes of Java and JavaScript and of RE2.
var (
	javaEscape = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)
	re2Escape  = regexp.MustCompile(`\\x\{([0-9A-Fa-f]{4})\}`)
)

// compile makes a pattern match the whole value, as AWS's servers do, also where
// the model's pattern has no anchors. It gives nil for no pattern.
func compile(pattern string) (*regexp.Regexp, error) {
	if pattern == "" {
		return nil, nil
	}
	return regexp.Compile(`\A(?:` + javaEscape.ReplaceAllString(pattern, `\x{$1}`) + `)\z`)
}

// display writes a pattern as AWS's messages do.
func display(pattern string) string { return re2Escape.ReplaceAllString(pattern, `\u$1`) }

// Patterns checks that all patterns of a service's inputs compile; one that does
// not is never enforced. The tests of the frames call it.
func Patterns(s *schema.Service) error {
	seen := map[*schema.Shape]bool{}
	var walk func(*schema.Shape) error
	walk = func(sh *schema.Shape) error {
		if sh == nil || seen[sh] {
			return nil
		}
		seen[sh] = true
		if _, err := compile(sh.Pattern); err != nil {
			return fmt.Errorf("validate: %s: %w", sh.Name, err)
		}
		for i := range sh.Members {
			if err := walk(sh.Members[i].Shape); err != nil {
				return err
			}
		}
		for _, m := range []*schema.Member{sh.Elem, sh.Key} {
			if m == nil {
				continue
			}
			if err := walk(m.Shape); err != nil {
				return err
			}
		}
		return nil
	}
	for _, op := range s.Operations {
		if err := walk(op.Input); err != nil {
			return err
		}
	}
	return nil
}

// present gives the value without pointers and interfaces; false where it is
// absent.
func present(v reflect.Value) (reflect.Value, bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return v, false
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map:
		return v, !v.IsNil()
	case reflect.Invalid:
		return v, false
	}
	return v, true
}
