package policy

import "strings"

// CallerType is what kind of principal asks.
type CallerType uint8

// The kinds of caller.
const (
	AnonymousCaller CallerType = iota
	RootCaller                 // an account's root user
	UserCaller
	RoleCaller      // a role session
	FederatedCaller // a session of sts:GetFederationToken
	ServiceCaller   // a service principal; ARN is its name
	WebCaller       // somebody of an identity provider; ARN is the provider's
)

// Caller is the principal of a request as policies see it.
type Caller struct {
	Type    CallerType
	Account string // 12 digits; empty for anonymous callers and services
	ARN     string // of the user, the session or the root; a service's name
	RoleARN string // of the role, or of the federating user, behind a session
	ID      string // aws:userid: "AIDA...", "AROA...:session"
	// CanonicalID is the account's canonical user id.
	CanonicalID string
}

// grant is how closely a Principal element names the caller; the User Guide lets
// the closer ones pass limits that the others do not ("Evaluating identity-based
// policies with resource-based policies").
type grant uint8

const (
	grantNone    grant = iota
	grantAccount       // his account: delegates, and his own policies decide
	grantRole          // the role or user behind the session: boundary and session policies still limit
	grantDirect        // himself, or everybody
)

// principals is a compiled Principal or NotPrincipal element.
type principals struct {
	any       bool
	accounts  []string
	arns      []string // users, roles, sessions
	ids       []string // unique ids
	services  []string
	federated []string
	canonical []string
}

// match tells how closely the element names the caller.
func (p *principals) match(c *Caller) grant {
	if p.any {
		return grantDirect
	}
	switch c.Type {
	case AnonymousCaller:
		return grantNone
	case ServiceCaller:
		return direct(contains(p.services, c.ARN))
	case WebCaller:
		return direct(contains(p.federated, c.ARN))
	}
	if contains(p.arns, c.ARN) || contains(p.ids, c.ID) {
		return grantDirect
	}
	if c.Type == RoleCaller || c.Type == FederatedCaller {
		role, _, _ := strings.Cut(c.ID, ":")
		if contains(p.arns, c.RoleARN) || contains(p.ids, role) {
			return grantRole
		}
	}
	if contains(p.accounts, c.Account) || contains(p.canonical, c.CanonicalID) {
		return grantAccount
	}
	return grantNone
}

// names tells whether a NotPrincipal element exempts the caller. An account in
// it stands for the account's root alone, as the User Guide warns: users and
// roles must be listed themselves.
func (p *principals) names(c *Caller) bool {
	switch g := p.match(c); g {
	case grantAccount:
		return c.Type == RootCaller
	default:
		return g != grantNone
	}
}

// bind replaces ARNs by unique ids.
func (p *principals) bind(ids map[string]string) *principals {
	c := *p
	c.arns, c.ids = nil, append([]string(nil), p.ids...)
	for _, arn := range p.arns {
		if id, ok := ids[arn]; ok {
			c.ids = append(c.ids, id)
		} else {
			c.arns = append(c.arns, arn)
		}
	}
	return &c
}

func direct(ok bool) grant {
	if ok {
		return grantDirect
	}
	return grantNone
}

func contains(list []string, s string) bool {
	if s == "" {
		return false
	}
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// add takes one value of a Principal element; it tells whether the value has an
// accepted form.
func (p *principals) add(kind, value string) bool {
	switch kind {
	case "AWS":
		return p.addAWS(value)
	case "Service":
		p.services = append(p.services, value)
		return len(value) > 0 && !strings.ContainsAny(value, "*? ") && strings.Contains(value, ".")
	case "Federated":
		p.federated = append(p.federated, value)
		return value != "" && !strings.Contains(value, "*")
	case "CanonicalUser":
		p.canonical = append(p.canonical, value)
		return value != "" && !strings.Contains(value, "*")
	}
	return false
}

func (p *principals) addAWS(value string) bool {
	switch {
	case value == "*":
		p.any = true
		return true
	case isAccount(value):
		p.accounts = append(p.accounts, value)
		return true
	case len(value) >= 16 && len(value) <= 128 && strings.HasPrefix(value, "A") && !strings.ContainsAny(value, ":/*?"):
		p.ids = append(p.ids, value)
		return true
	}
	parts := strings.SplitN(value, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[1] != "aws" || parts[3] != "" || !isAccount(parts[4]) || strings.ContainsAny(value, "*?") {
		return false
	}
	entity, name, _ := strings.Cut(parts[5], "/")
	switch {
	case parts[2] == "iam" && parts[5] == "root":
		p.accounts = append(p.accounts, parts[4])
	case name == "":
		return false
	case parts[2] == "iam" && (entity == "user" || entity == "role"),
		parts[2] == "sts" && (entity == "assumed-role" || entity == "federated-user"):
		p.arns = append(p.arns, value)
	default:
		return false
	}
	return true
}

func isAccount(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
