package policy

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// condition is one key under one operator ("IAM JSON policy elements: Condition
// operators").
type condition struct {
	op         operator
	negated    bool // ...Not...: the test below is for the positive form
	quantifier quantifier
	ifExists   bool
	name       string // the operator as written
	key        string // in contexts' spelling
	values     []value
}

type quantifier uint8

const (
	single quantifier = iota
	forAllValues
	forAnyValue
)

type operator uint8

const (
	opStringEquals operator = iota
	opStringEqualsIgnoreCase
	opStringLike
	opARN
	opNumericEquals
	opNumericLess
	opNumericLessEquals
	opNumericGreater
	opNumericGreaterEquals
	opDateEquals
	opDateLess
	opDateLessEquals
	opDateGreater
	opDateGreaterEquals
	opBool
	opBinary
	opIP
	opNull
)

var operators = map[string]struct {
	op      operator
	negated bool
}{
	"StringEquals":              {opStringEquals, false},
	"StringNotEquals":           {opStringEquals, true},
	"StringEqualsIgnoreCase":    {opStringEqualsIgnoreCase, false},
	"StringNotEqualsIgnoreCase": {opStringEqualsIgnoreCase, true},
	"StringLike":                {opStringLike, false},
	"StringNotLike":             {opStringLike, true},
	"ArnEquals":                 {opARN, false},
	"ArnNotEquals":              {opARN, true},
	"ArnLike":                   {opARN, false},
	"ArnNotLike":                {opARN, true},
	"NumericEquals":             {opNumericEquals, false},
	"NumericNotEquals":          {opNumericEquals, true},
	"NumericLessThan":           {opNumericLess, false},
	"NumericLessThanEquals":     {opNumericLessEquals, false},
	"NumericGreaterThan":        {opNumericGreater, false},
	"NumericGreaterThanEquals":  {opNumericGreaterEquals, false},
	"DateEquals":                {opDateEquals, false},
	"DateNotEquals":             {opDateEquals, true},
	"DateLessThan":              {opDateLess, false},
	"DateLessThanEquals":        {opDateLessEquals, false},
	"DateGreaterThan":           {opDateGreater, false},
	"DateGreaterThanEquals":     {opDateGreaterEquals, false},
	"Bool":                      {opBool, false},
	"BinaryEquals":              {opBinary, false},
	"IpAddress":                 {opIP, false},
	"NotIpAddress":              {opIP, true},
	"Null":                      {opNull, false},
}

// value is one compiled value; which field counts depends on the operator.
type value struct {
	raw  string
	pat  pattern
	arn  arnPattern
	num  float64
	time time.Time
	net  netip.Prefix
	yes  bool
	bin  []byte
}

// compileOperator reads an operator with quantifier and IfExists.
func compileOperator(name string) (condition, bool) {
	c := condition{name: name}
	base := name
	if rest, ok := strings.CutPrefix(base, "ForAllValues:"); ok {
		base, c.quantifier = rest, forAllValues
	} else if rest, ok := strings.CutPrefix(base, "ForAnyValue:"); ok {
		base, c.quantifier = rest, forAnyValue
	}
	base, c.ifExists = strings.CutSuffix(base, "IfExists")
	o, ok := operators[base]
	c.op, c.negated = o.op, o.negated
	return c, ok && (c.op != opNull || base == name)
}

// compileValue reads one value of the condition. The message says what is wrong
// with it.
func (c *condition) compileValue(s string, vars bool) (v value, msg string) {
	v.raw = s
	bad := "The value " + strconv.Quote(s) + " of the condition " + c.name + " is not valid."
	switch c.op {
	case opStringEquals, opStringEqualsIgnoreCase, opStringLike:
		v.pat, msg = compilePattern(s, c.op == opStringLike, vars)
		return v, msg
	case opARN:
		if a, msg := compileARN(s, vars); msg == "" {
			v.arn = a
		} else {
			v.arn.n = -1 // no ARN is like it
		}
		return v, ""
	case opNumericEquals, opNumericLess, opNumericLessEquals, opNumericGreater, opNumericGreaterEquals:
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return v, bad
		}
		v.num = n
	case opDateEquals, opDateLess, opDateLessEquals, opDateGreater, opDateGreaterEquals:
		t, ok := parseDate(s)
		if !ok {
			return v, bad
		}
		v.time = t
	case opBool, opNull:
		yes, ok := parseBool(s)
		if !ok {
			return v, bad
		}
		v.yes = yes
	case opBinary:
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return v, bad
		}
		v.bin = b
	case opIP:
		n, ok := parseNet(s)
		if !ok {
			return v, bad
		}
		v.net = n
	}
	return v, ""
}

// holds tells whether the condition is true for the request.
func (c *condition) holds(r *Request) bool {
	got := r.get(c.key)
	if c.op == opNull {
		for i := range c.values {
			if c.values[i].yes == (len(got) == 0) {
				return true
			}
		}
		return false
	}
	switch c.quantifier {
	case forAllValues: // true for the empty set
		if len(got) == 1 && got[0] == "" {
			return true
		}
		for _, g := range got {
			if c.matches(g, r) == c.negated {
				return false
			}
		}
		return true
	case forAnyValue: // false for the empty set
		for _, g := range got {
			if c.matches(g, r) != c.negated {
				return true
			}
		}
		return len(got) == 0 && c.ifExists
	}
	if len(got) == 0 {
		return c.ifExists || c.negated
	}
	for _, g := range got {
		if c.matches(g, r) {
			return !c.negated
		}
	}
	return c.negated
}

// matches tells whether any of the condition's values fits one of the request's.
func (c *condition) matches(got string, r *Request) bool {
	switch c.op {
	case opNumericEquals, opNumericLess, opNumericLessEquals, opNumericGreater, opNumericGreaterEquals:
		n, err := strconv.ParseFloat(got, 64)
		return err == nil && c.some(func(v *value) bool { return compares(c.op-opNumericEquals, cmp(n, v.num)) })
	case opDateEquals, opDateLess, opDateLessEquals, opDateGreater, opDateGreaterEquals:
		t, ok := parseDate(got)
		return ok && c.some(func(v *value) bool { return compares(c.op-opDateEquals, t.Compare(v.time)) })
	case opBool:
		yes, ok := parseBool(got)
		return ok && c.some(func(v *value) bool { return v.yes == yes })
	case opBinary:
		b, err := base64.StdEncoding.DecodeString(got)
		return err == nil && c.some(func(v *value) bool { return bytes.Equal(v.bin, b) })
	case opIP:
		a, err := netip.ParseAddr(got)
		a = a.Unmap().WithZone("")
		return err == nil && c.some(func(v *value) bool { return v.net.Contains(a) })
	case opARN:
		return c.some(func(v *value) bool { return v.arn.n >= 0 && v.arn.match(got, r) })
	}
	return c.some(func(v *value) bool { return v.pat.match(got, c.op == opStringEqualsIgnoreCase, r) })
}

func (c *condition) some(f func(*value) bool) bool {
	for i := range c.values {
		if f(&c.values[i]) {
			return true
		}
	}
	return false
}

// compares turns an order into the answer of the operator that stands so far
// behind its family's Equals.
func compares(op operator, order int) bool {
	switch op {
	case opNumericLess - opNumericEquals:
		return order < 0
	case opNumericLessEquals - opNumericEquals:
		return order <= 0
	case opNumericGreater - opNumericEquals:
		return order > 0
	case opNumericGreaterEquals - opNumericEquals:
		return order >= 0
	}
	return order == 0
}

func cmp(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// parseDate reads the forms of ISO 8601 that the W3C's note on date and time
// has, or seconds since 1970.
func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return time.Unix(n, 0), err == nil
}

func parseBool(s string) (yes, ok bool) {
	switch {
	case strings.EqualFold(s, "true"):
		return true, true
	case strings.EqualFold(s, "false"):
		return false, true
	}
	return false, false
}

// parseNet reads an address or a CIDR block.
func parseNet(s string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), true
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}
