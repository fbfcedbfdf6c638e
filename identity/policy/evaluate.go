package policy

// Request is one question: may Caller do Action on Resource?
type Request struct {
	Caller   *Caller
	Action   string // "s3:GetObject"
	Resource string // ARN, or "*"
	// Owner is the account that owns the resource; empty means the caller's.
	Owner string
	// Contexts hold the condition keys; the first that has a key wins.
	Contexts [3]Context
	// PublicBlocked says that the resource's policy gives nothing to anybody
	// outside its account but services (S3's RestrictPublicBuckets).
	PublicBlocked bool
}

// get looks a condition key up.
func (r *Request) get(key string) []string {
	for _, c := range r.Contexts {
		if v := c.get(key); v != nil {
			return v
		}
	}
	if key == "aws:ResourceAccount" {
		if r.Owner != "" {
			return []string{r.Owner}
		}
		if r.Caller.Account != "" {
			return []string{r.Caller.Account}
		}
	}
	return nil
}

// Policies are the documents that apply to a request.
type Policies struct {
	Identity []*Document // the caller's own and his groups'
	Boundary *Document   // nil where he has none
	Session  []*Document // nil where none were passed; what any of them allows is allowed
	Resource *Document   // the resource's, or a role's trust policy; nil where there is none
}

// Decision is the outcome of an evaluation.
type Decision uint8

// The decisions. An implicit deny is the want of an allow.
const (
	ImplicitDeny Decision = iota
	ExplicitDeny
	Allow
)

// Result is a decision and what it comes from.
type Result struct {
	Decision Decision
	// Source is the kind of policy that decided, or that lacks an allow.
	Source Kind
	// Document and Sid name the deciding statement of an explicit deny, or the
	// one that allows. Document is nil where no statement decided.
	Document *Document
	Sid      string
}

// Allowed tells whether the caller may.
func (r Result) Allowed() bool { return r.Decision == Allow }

// Reason ends AWS's AccessDenied message: "because no identity-based policy
// allows the s3:GetObject action", "with an explicit deny in a resource-based
// policy".
func (r Result) Reason(action string) string {
	switch r.Decision {
	case ExplicitDeny:
		article := "a "
		if r.Source == Identity {
			article = "an "
		}
		return "with an explicit deny in " + article + r.Source.String()
	case ImplicitDeny:
		return "because no " + r.Source.String() + " allows the " + action + " action"
	}
	return ""
}

// Evaluate decides a request as the IAM User Guide has it ("Policy evaluation
// logic", "Determining whether a request is allowed or denied within an
// account", "Cross-account policy evaluation logic"): an explicit deny anywhere
// wins; within the account the identity's or the resource's policy is enough,
// across accounts both are needed; boundary and session policies limit, but not
// what a resource's policy gives to the user or the session itself. Root needs
// no policies of its own. Anonymous callers and services have none. To assume a
// role its trust policy must allow it in any case.
func Evaluate(r *Request, p *Policies) Result {
	own := r.Caller.Type == UserCaller || r.Caller.Type == RoleCaller || r.Caller.Type == FederatedCaller
	if res, ok := denied(r, p, own); ok {
		return res
	}
	given, fromResource := resourceGrant(r, p)
	owner := r.Owner
	if owner == "" {
		owner = r.Caller.Account
	}
	trust := p.Resource != nil && p.Resource.kind == Trust
	switch {
	case r.Caller.Type == AnonymousCaller || r.Caller.Type == ServiceCaller || r.Caller.Type == WebCaller:
		if given == grantNone {
			return Result{Source: Resource}
		}
		return fromResource
	case owner != r.Caller.Account:
		if given == grantNone {
			return Result{Source: Resource}
		}
		return identityAllows(r, p, own, false)
	case trust && given == grantNone:
		return Result{Source: Trust}
	case given == grantDirect:
		return fromResource
	case given == grantRole:
		if res := identityAllows(r, p, own, true); !res.Allowed() {
			return res
		}
		return fromResource
	}
	return identityAllows(r, p, own, false)
}

// denied looks for an explicit deny.
func denied(r *Request, p *Policies, own bool) (Result, bool) {
	if p.Resource != nil {
		if s, _ := p.Resource.find(r, false); s != nil {
			return Result{ExplicitDeny, p.Resource.kind, p.Resource, s.sid}, true
		}
	}
	// Root's sessions may carry session policies; it has no other of its own.
	for _, d := range p.Session {
		if s, _ := d.find(r, false); s != nil {
			return Result{ExplicitDeny, Session, d, s.sid}, true
		}
	}
	if !own {
		return Result{}, false
	}
	for _, d := range p.Identity {
		if s, _ := d.find(r, false); s != nil {
			return Result{ExplicitDeny, Identity, d, s.sid}, true
		}
	}
	if p.Boundary != nil {
		if s, _ := p.Boundary.find(r, false); s != nil {
			return Result{ExplicitDeny, Boundary, p.Boundary, s.sid}, true
		}
	}
	return Result{}, false
}

// resourceGrant finds the closest grant of the resource's policy.
func resourceGrant(r *Request, p *Policies) (grant, Result) {
	if p.Resource == nil {
		return grantNone, Result{}
	}
	if r.PublicBlocked && r.Caller.Type != ServiceCaller && (r.Caller.Account == "" || r.Owner != "" && r.Owner != r.Caller.Account) {
		return grantNone, Result{}
	}
	s, g := p.Resource.find(r, true)
	if s == nil {
		return grantNone, Result{}
	}
	return g, Result{Allow, p.Resource.kind, p.Resource, s.sid}
}

// identityAllows asks the caller's own side: his policies (unless the resource
// already gave the permission to his role), his boundary, his session policies.
func identityAllows(r *Request, p *Policies, own, granted bool) Result {
	res := Result{Decision: Allow, Source: Identity}
	if own {
		if !granted {
			if res = anyAllows(r, p.Identity, Identity); !res.Allowed() {
				return res
			}
		}
		if p.Boundary != nil {
			if s, _ := p.Boundary.find(r, true); s == nil {
				return Result{Source: Boundary}
			}
		}
	}
	if p.Session != nil {
		if limit := anyAllows(r, p.Session, Session); !limit.Allowed() {
			return limit
		}
	}
	return res
}

func anyAllows(r *Request, docs []*Document, kind Kind) Result {
	for _, d := range docs {
		if s, _ := d.find(r, true); s != nil {
			return Result{Allow, kind, d, s.sid}
		}
	}
	return Result{Source: kind}
}

// find gives the statement of an effect that applies to the request; of several
// in a resource's policy the one that names the caller closest.
func (d *Document) find(r *Request, allow bool) (found *statement, closest grant) {
	for i := range d.statements {
		s := &d.statements[i]
		if s.allow != allow {
			continue
		}
		if g := s.applies(r); g > closest {
			found, closest = s, g
			if g == grantDirect {
				break
			}
		}
	}
	return found, closest
}

// applies tells whether the statement is about the request, and how closely its
// principal names the caller.
func (s *statement) applies(r *Request) grant {
	if s.matchesAction(r.Action) == s.notAction {
		return grantNone
	}
	if s.resources != nil && s.matchesResource(r) == s.notResource {
		return grantNone
	}
	g := grantDirect
	if s.principals != nil {
		if s.notPrincipal {
			g = direct(!s.principals.names(r.Caller))
		} else {
			g = s.principals.match(r.Caller)
		}
		if g == grantNone {
			return grantNone
		}
	}
	for i := range s.conditions {
		if !s.conditions[i].holds(r) {
			return grantNone
		}
	}
	return g
}

func (s *statement) matchesAction(action string) bool {
	for i := range s.actions {
		if glob(s.actions[i].toks, action, true) {
			return true
		}
	}
	return false
}

func (s *statement) matchesResource(r *Request) bool {
	for i := range s.resources {
		if s.resources[i].match(r.Resource, r) {
			return true
		}
	}
	return false
}
