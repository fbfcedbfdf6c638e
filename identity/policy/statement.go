package policy

import "strings"

// trustActions are the actions a trust policy may name.
var trustActions = map[string]bool{
	"sts:assumerole": true, "sts:assumerolewithsaml": true, "sts:assumerolewithwebidentity": true,
	"sts:tagsession": true, "sts:setsourceidentity": true, "sts:setcontext": true, "sts:assumeroot": true,
}

// statement reads and compiles one statement.
func (p *parser) statement() (statement, error) {
	var s statement
	var effect, actions, resources, whom string
	s.start = p.at()
	err := p.object(func(name string) (err error) {
		switch name {
		case "Sid":
			s.sid, err = p.sid()
		case "Effect":
			if effect, err = p.str(); err == nil && effect != "Allow" && effect != "Deny" {
				return p.invalidEffect(effect)
			}
			s.allow = effect == "Allow"
		case "Principal", "NotPrincipal":
			if p.kind != Resource && p.kind != Trust {
				return p.fail("Policy document should not specify a principal.")
			}
			if whom != "" {
				return p.fail(SyntaxErrors)
			}
			whom, s.notPrincipal = name, name == "NotPrincipal"
			err = p.principal(&s)
		case "Action", "NotAction":
			if actions != "" {
				return p.fail(SyntaxErrors)
			}
			actions, s.notAction = name, name == "NotAction"
			err = p.list(false, func(a string) error { return p.action(&s, a) })
		case "Resource", "NotResource":
			if p.kind == Trust {
				return p.fail("Has prohibited field Resource")
			}
			if resources != "" {
				return p.fail(SyntaxErrors)
			}
			resources, s.notResource = name, name == "NotResource"
			err = p.list(false, func(r string) error { return p.resource(&s, r) })
		case "Condition":
			err = p.conditions(&s)
		default:
			return p.unknown(name)
		}
		return err
	})
	if err != nil {
		return s, err
	}
	s.end = p.base + int(p.dec.InputOffset())
	switch {
	case effect == "":
		return s, p.missing("Effect")
	case whom == "" && (p.kind == Resource || p.kind == Trust):
		return s, p.missing("Principal")
	case s.allow && s.notPrincipal:
		return s, p.fail("Allow with NotPrincipal is not allowed.")
	case len(s.actions) == 0 && p.kind == Resource:
		return s, p.missing("Action")
	case len(s.actions) == 0:
		return s, p.fail("Policy statement must contain actions.")
	case len(s.resources) == 0 && p.kind == Resource:
		return s, p.missing("Resource")
	case len(s.resources) == 0 && p.kind != Trust:
		return s, p.fail("Policy statement must contain resources.")
	}
	return s, nil
}

func (p *parser) invalidEffect(effect string) error {
	if p.kind == Resource {
		return p.fail("Invalid effect: %s", effect)
	}
	return p.fail(SyntaxErrors)
}

func (p *parser) sid() (string, error) {
	s, err := p.str()
	if err != nil || p.kind == Resource {
		return s, err
	}
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return s, p.fail("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
		}
	}
	return s, nil
}

func (p *parser) principal(s *statement) error {
	s.principals = new(principals)
	if p.dec.PeekKind() == '"' {
		all, err := p.str()
		if err != nil {
			return err
		}
		if all != "*" {
			return p.fail("Invalid principal in policy: %q", all)
		}
		s.principals.any = true
		s.rawPrincipals = append(s.rawPrincipals, PrincipalValue{"AWS", "*"})
		return nil
	}
	err := p.object(func(kind string) error {
		return p.list(false, func(v string) error {
			if !s.principals.add(kind, v) {
				return p.fail("Invalid principal in policy: %q:%q", kind, v)
			}
			s.rawPrincipals = append(s.rawPrincipals, PrincipalValue{kind, v})
			return nil
		})
	})
	if err == nil && len(s.rawPrincipals) == 0 {
		return p.fail("Invalid principal in policy")
	}
	return err
}

func (p *parser) action(s *statement, a string) error {
	vendor, name, ok := strings.Cut(a, ":")
	switch {
	case a == "*":
	case !ok || vendor == "" || strings.ContainsAny(vendor, "*?$ ") && a != "*:*":
		if p.kind == Resource {
			return p.fail("Policy has invalid action")
		}
		return p.fail("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
	case name == "" || strings.ContainsAny(name, ": "):
		return p.fail(SyntaxErrors)
	}
	if p.kind == Trust && !trustActions[strings.ToLower(a)] && !strings.HasPrefix(strings.ToLower(a), "sts:assumerole") {
		return p.fail("AssumeRole policy may only specify STS AssumeRole actions.")
	}
	pat, msg := compilePattern(a, true, false)
	if msg != "" {
		return p.fail("%s", msg)
	}
	s.actions = append(s.actions, pat)
	s.rawActions = append(s.rawActions, a)
	return nil
}

func (p *parser) resource(s *statement, r string) error {
	a, msg := compileARN(r, p.vars)
	switch {
	case msg != "" && p.kind == Resource:
		return p.fail("Policy has invalid resource")
	case msg != "":
		return p.fail("%s", msg)
	}
	s.resources = append(s.resources, a)
	return nil
}

func (p *parser) conditions(s *statement) error {
	return p.object(func(operator string) error {
		proto, ok := compileOperator(operator)
		if !ok {
			if p.kind == Resource {
				return p.fail("Invalid Condition type : %s", operator)
			}
			return p.fail(SyntaxErrors)
		}
		return p.object(func(key string) error {
			c := proto
			c.key = canonicalKey(key)
			if vendor, name, ok := strings.Cut(key, ":"); !ok || vendor == "" || name == "" {
				return p.fail("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
			}
			err := p.list(true, func(v string) error {
				val, msg := c.compileValue(v, p.vars)
				if msg != "" {
					return p.fail("%s", msg)
				}
				c.values = append(c.values, val)
				return nil
			})
			s.conditions = append(s.conditions, c)
			return err
		})
	})
}
