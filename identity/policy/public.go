package policy

import "strings"

// fixedKeys are the condition keys whose fixed values make a statement
// non-public in S3's meaning ("Blocking public access to your Amazon S3 storage",
// The meaning of "public").
var fixedKeys = map[string]bool{
	"aws:sourceip": true, "aws:sourcearn": true, "aws:sourcevpc": true, "aws:sourcevpce": true,
	"aws:sourceowner": true, "aws:sourceaccount": true, "aws:userid": true, "aws:principalarn": true,
	"aws:principalaccount": true, "aws:principalorgid": true, "aws:principalorgpaths": true,
	"s3:x-amz-server-side-encryption-aws-kms-key-id": true,
	"s3:dataaccesspointarn":                          true, "s3:dataaccesspointaccount": true,
}

// The broadest blocks of addresses that are not public: /8 and /32.
const (
	minBitsV4 = 8
	minBitsV6 = 32
)

// Public tells whether a resource's policy is public in S3's meaning: whether a
// statement allows everybody without a condition that holds only for fixed
// values.
func (d *Document) Public() bool {
	for i := range d.statements {
		s := &d.statements[i]
		if s.allow && s.principals != nil && (s.principals.any || s.notPrincipal) && !s.fixed() {
			return true
		}
	}
	return false
}

func (s *statement) fixed() bool {
	for i := range s.conditions {
		if s.conditions[i].fixed() {
			return true
		}
	}
	return false
}

// fixed tells whether the condition narrows the callers down to fixed values.
// One that is true for an absent key narrows nothing.
func (c *condition) fixed() bool {
	if !fixedKeys[strings.ToLower(c.key)] || c.negated || c.ifExists || c.quantifier == forAllValues || len(c.values) == 0 {
		return false
	}
	ip := strings.EqualFold(c.key, "aws:SourceIp")
	for i := range c.values {
		v := &c.values[i]
		switch {
		case ip && c.op == opIP:
			min := minBitsV4
			if v.net.Addr().Is6() {
				min = minBitsV6
			}
			if v.net.Bits() < min {
				return false
			}
		case ip:
			return false
		case c.op == opStringEquals, c.op == opStringEqualsIgnoreCase:
			if strings.Contains(v.raw, "${") {
				return false
			}
		case c.op == opStringLike, c.op == opARN:
			if strings.ContainsAny(v.raw, "*?") || strings.Contains(v.raw, "${") {
				return false
			}
		default:
			return false
		}
	}
	return true
}
