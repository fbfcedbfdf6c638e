package policy

import (
	"strings"
	"testing"
)

const acct, other = "123456789012", "999999999999"

func ann() *Caller {
	return &Caller{Type: UserCaller, Account: acct, ARN: "arn:aws:iam::" + acct + ":user/ann", ID: "AIDAANNANNANNANNANNAN", CanonicalID: "c-" + acct}
}

func session() *Caller {
	return &Caller{Type: RoleCaller, Account: acct, ARN: "arn:aws:sts::" + acct + ":assumed-role/site/s1",
		RoleARN: "arn:aws:iam::" + acct + ":role/site", ID: "AROASITESITESITESITES:s1"}
}

func root(account string) *Caller {
	return &Caller{Type: RootCaller, Account: account, ARN: "arn:aws:iam::" + account + ":root", ID: account}
}

func anybody() *Caller            { return &Caller{ARN: "*", ID: "ANONYMOUS"} }
func service(name string) *Caller { return &Caller{Type: ServiceCaller, ARN: name} }

// doc builds a document: each line is "effect action resource [principal JSON]
// [| condition JSON]".
func doc(t *testing.T, kind Kind, lines string) *Document {
	t.Helper()
	if lines == "" {
		return nil
	}
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		line, cond, _ := strings.Cut(line, "|")
		f := strings.Fields(line)
		s := `{"Effect":"` + f[0] + `","Action":"` + f[1] + `"`
		if kind != Trust {
			s += `,"Resource":"` + f[2] + `"`
		}
		if len(f) > 3 {
			name := `"Principal"`
			if p, ok := strings.CutPrefix(f[3], "!"); ok {
				name, f[3] = `"NotPrincipal"`, p
			}
			s += `,` + name + `:` + f[3]
		}
		if cond != "" {
			s += `,"Condition":{` + cond + `}`
		}
		out = append(out, s+"}")
	}
	d, err := Parse(kind, `{"Version":"2012-10-17","Statement":[`+strings.Join(out, ",")+`]}`)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEvaluate(t *testing.T) {
	const (
		allowAll   = "Allow * *"
		allowGet   = "Allow s3:GetObject *"
		denyGet    = "Deny s3:GetObject *"
		unrelated  = "Allow sqs:* *"
		noIdentity = "because no identity-based policy allows the s3:GetObject action"
		noResource = "because no resource-based policy allows the s3:GetObject action"
		noBoundary = "because no permissions boundary allows the s3:GetObject action"
		noSession  = "because no session policy allows the s3:GetObject action"

		toAnn     = `Allow s3:GetObject * {"AWS":"arn:aws:iam::123456789012:user/ann"}`
		toAccount = `Allow s3:GetObject * {"AWS":"123456789012"}`
		toRole    = `Allow s3:GetObject * {"AWS":"arn:aws:iam::123456789012:role/site"}`
		toSession = `Allow s3:GetObject * {"AWS":"arn:aws:sts::123456789012:assumed-role/site/s1"}`
		toAll     = `Allow s3:GetObject * "*"`
	)
	for _, c := range []struct {
		name                                   string
		caller                                 *Caller
		owner                                  string
		identity, boundary, session_, resource string
		blocked                                bool
		want                                   string // "" means allowed
	}{
		// one account, the identity's own
		{name: "nothing at all", caller: ann(), want: noIdentity},
		{name: "identity allows", caller: ann(), identity: allowGet},
		{name: "another action", caller: ann(), identity: unrelated, want: noIdentity},
		{name: "deny wins", caller: ann(), identity: allowAll + "\n" + denyGet, want: "with an explicit deny in an identity-based policy"},
		{name: "deny of another resource", caller: ann(), identity: allowAll + "\nDeny s3:GetObject arn:aws:s3:::b/x"},
		{name: "boundary allows too", caller: ann(), identity: allowAll, boundary: allowGet},
		{name: "boundary does not allow", caller: ann(), identity: allowAll, boundary: unrelated, want: noBoundary},
		{name: "boundary gives nothing", caller: ann(), boundary: allowAll, want: noIdentity},
		{name: "boundary denies", caller: ann(), identity: allowAll, boundary: allowAll + "\n" + denyGet, want: "with an explicit deny in a permissions boundary"},
		{name: "session policy allows too", caller: session(), identity: allowAll, session_: allowGet},
		{name: "session policy does not allow", caller: session(), identity: allowAll, session_: unrelated, want: noSession},
		{name: "session policy gives nothing", caller: session(), session_: allowAll, want: noIdentity},
		{name: "session policy denies", caller: session(), identity: allowAll, session_: allowAll + "\n" + denyGet, want: "with an explicit deny in a session policy"},

		// one account, the resource's too
		{name: "resource names the user", caller: ann(), resource: toAnn},
		{name: "user named, boundary is no limit", caller: ann(), resource: toAnn, boundary: unrelated},
		{name: "user named, boundary denies", caller: ann(), resource: toAnn, boundary: denyGet, want: "with an explicit deny in a permissions boundary"},
		{name: "user named by id", caller: ann(), resource: `Allow s3:GetObject * {"AWS":"AIDAANNANNANNANNANNAN"}`},
		{name: "another user named", caller: ann(), resource: toRole, want: noIdentity},
		{name: "account named only delegates", caller: ann(), resource: toAccount, want: noIdentity},
		{name: "canonical id only delegates", caller: ann(), resource: `Allow s3:GetObject * {"CanonicalUser":"c-123456789012"}`, want: noIdentity},
		{name: "account named, identity allows", caller: ann(), resource: toAccount, identity: allowGet},
		{name: "everybody named", caller: ann(), resource: toAll, boundary: unrelated},
		{name: "role named", caller: session(), resource: toRole},
		{name: "role named by id", caller: session(), resource: `Allow s3:GetObject * {"AWS":"AROASITESITESITESITES"}`},
		{name: "role named, boundary limits", caller: session(), resource: toRole, boundary: unrelated, want: noBoundary},
		{name: "role named, session policy limits", caller: session(), resource: toRole, session_: unrelated, want: noSession},
		{name: "session named", caller: session(), resource: toSession, boundary: unrelated, session_: unrelated},
		{name: "role by aws:PrincipalArn", caller: session(), session_: unrelated,
			resource: toAll + `|"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/site"}`},
		{name: "resource denies", caller: ann(), identity: allowAll, resource: `Deny s3:* * "*"`, want: "with an explicit deny in a resource-based policy"},
		{name: "resource denies the account", caller: ann(), identity: allowAll, resource: `Deny s3:* * {"AWS":"123456789012"}`, want: "with an explicit deny in a resource-based policy"},
		{name: "not principal spares the user", caller: ann(), identity: allowAll, resource: `Deny s3:* * !{"AWS":"arn:aws:iam::123456789012:user/ann"}`},
		{name: "not principal hits the rest", caller: session(), identity: allowAll, resource: `Deny s3:* * !{"AWS":"arn:aws:iam::123456789012:user/ann"}`, want: "with an explicit deny in a resource-based policy"},
		{name: "not principal of the account does not spare its users", caller: ann(), identity: allowAll, resource: `Deny s3:* * !{"AWS":"123456789012"}`, want: "with an explicit deny in a resource-based policy"},
		{name: "not principal of the account spares root", caller: root(acct), resource: `Deny s3:* * !{"AWS":"123456789012"}`},

		// root
		{name: "root", caller: root(acct)},
		{name: "root is denied by the resource", caller: root(acct), resource: `Deny s3:* * "*"`, want: "with an explicit deny in a resource-based policy"},
		{name: "root elsewhere", caller: root(other), owner: acct, want: noResource},
		{name: "root elsewhere, named", caller: root(other), owner: acct, resource: `Allow s3:GetObject * {"AWS":"999999999999"}`},

		// across accounts
		{name: "identity alone", caller: ann(), owner: other, identity: allowAll, want: noResource},
		{name: "resource alone", caller: ann(), owner: other, resource: toAnn, want: noIdentity},
		{name: "both", caller: ann(), owner: other, identity: allowGet, resource: toAnn},
		{name: "both, by account", caller: ann(), owner: other, identity: allowGet, resource: toAccount},
		{name: "both, but the boundary", caller: ann(), owner: other, identity: allowGet, boundary: unrelated, resource: toAnn, want: noBoundary},
		{name: "both, but the session policy", caller: session(), owner: other, identity: allowGet, session_: unrelated, resource: toSession, want: noSession},
		{name: "everybody, identity does not", caller: ann(), owner: other, resource: toAll, want: noIdentity},
		{name: "same account named as owner", caller: ann(), owner: acct, identity: allowGet},

		// nobody, and services
		{name: "anonymous", caller: anybody(), owner: acct, want: noResource},
		{name: "anonymous, everybody", caller: anybody(), owner: acct, resource: toAll},
		{name: "anonymous, account", caller: anybody(), owner: acct, resource: toAccount, want: noResource},
		{name: "anonymous, condition", caller: anybody(), owner: acct, resource: toAll + `|"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}`, want: noResource},
		{name: "anonymous, denied", caller: anybody(), owner: acct, resource: toAll + "\n" + `Deny s3:GetObject * "*"|"Bool":{"aws:SecureTransport":"false"}`, want: "with an explicit deny in a resource-based policy"},
		{name: "anonymous, blocked", caller: anybody(), owner: acct, resource: toAll, blocked: true, want: noResource},
		{name: "anonymous, blocked, owner unsaid", caller: anybody(), resource: toAll, blocked: true, want: noResource},
		{name: "own account, blocked", caller: ann(), owner: acct, resource: toAll, blocked: true},
		{name: "other account, blocked", caller: ann(), owner: other, identity: allowAll, resource: toAnn, blocked: true, want: noResource},
		{name: "service", caller: service("s3.amazonaws.com"), owner: acct, resource: `Allow s3:GetObject * {"Service":"s3.amazonaws.com"}`},
		{name: "service, blocked", caller: service("s3.amazonaws.com"), owner: acct, blocked: true, resource: `Allow s3:GetObject * {"Service":"s3.amazonaws.com"}`},
		{name: "another service", caller: service("sns.amazonaws.com"), owner: acct, resource: `Allow s3:GetObject * {"Service":"s3.amazonaws.com"}`, want: noResource},
		{name: "service for the right source", caller: service("s3.amazonaws.com"), owner: acct, resource: `Allow s3:GetObject * {"Service":"s3.amazonaws.com"}|"StringEquals":{"aws:SourceAccount":"111111111111"}`},
		{name: "service for a wrong source", caller: service("s3.amazonaws.com"), owner: acct, resource: `Allow s3:GetObject * {"Service":"s3.amazonaws.com"}|"StringEquals":{"aws:SourceAccount":"222222222222"}`, want: noResource},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &Request{Caller: c.caller, Owner: c.owner, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", PublicBlocked: c.blocked,
				Contexts: [3]Context{{"aws:SecureTransport": {"false"}, "aws:SourceAccount": {"111111111111"}, "aws:PrincipalArn": {c.caller.RoleARN}}}}
			p := &Policies{Boundary: doc(t, Boundary, c.boundary), Resource: doc(t, Resource, c.resource)}
			if d := doc(t, Identity, c.identity); d != nil {
				p.Identity = []*Document{d}
			}
			if d := doc(t, Session, c.session_); d != nil {
				p.Session = []*Document{d}
			}
			res := Evaluate(r, p)
			if got := res.Reason(r.Action); got != c.want || res.Allowed() != (c.want == "") {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if res.Decision == ExplicitDeny && res.Document == nil {
				t.Error("an explicit deny names its document")
			}
		})
	}
}

func TestTrust(t *testing.T) {
	for _, c := range []struct {
		name     string
		caller   *Caller
		identity string
		trust    string
		want     bool
	}{
		{"user named", ann(), "", `Allow sts:AssumeRole - {"AWS":"arn:aws:iam::123456789012:user/ann"}`, true},
		{"account named, identity silent", ann(), "", `Allow sts:AssumeRole - {"AWS":"123456789012"}`, false},
		{"account named, identity allows", ann(), "Allow sts:AssumeRole *", `Allow sts:AssumeRole - {"AWS":"123456789012"}`, true},
		{"identity alone", ann(), "Allow sts:AssumeRole *", `Allow sts:AssumeRole - {"Service":"ec2.amazonaws.com"}`, false},
		{"service", service("ec2.amazonaws.com"), "", `Allow sts:AssumeRole - {"Service":"ec2.amazonaws.com"}`, true},
		{"root is not trusted by itself", root(acct), "", `Allow sts:AssumeRole - {"Service":"ec2.amazonaws.com"}`, false},
		{"external id", ann(), "", `Allow sts:AssumeRole - {"AWS":"*"}|"StringEquals":{"sts:ExternalId":"x"}`, false},
		{"provider", &Caller{Type: WebCaller, ARN: "cognito-identity.amazonaws.com"}, "", `Allow sts:AssumeRole - {"Federated":"cognito-identity.amazonaws.com"}`, true},
	} {
		p := &Policies{Resource: doc(t, Trust, c.trust)}
		if d := doc(t, Identity, c.identity); d != nil {
			p.Identity = []*Document{d}
		}
		r := &Request{Caller: c.caller, Owner: acct, Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/site"}
		if got := Evaluate(r, p).Allowed(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestNotActionNotResource(t *testing.T) {
	d := MustParse(Identity, `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","NotAction":["iam:*","sts:*"],"Resource":"*"},
		{"Effect":"Deny","Action":"s3:*","NotResource":["arn:aws:s3:::mine","arn:aws:s3:::mine/*"]}]}`)
	for _, c := range []struct {
		action, resource string
		want             bool
	}{
		{"s3:GetObject", "arn:aws:s3:::mine/a", true},
		{"s3:GetObject", "arn:aws:s3:::yours/a", false},
		{"iam:GetUser", "arn:aws:iam::123456789012:user/ann", false},
		{"IAM:getuser", "arn:aws:iam::123456789012:user/ann", false},
		{"sqs:SendMessage", "arn:aws:sqs:eu-west-3:123456789012:q", true},
	} {
		if got := Evaluate(&Request{Caller: ann(), Action: c.action, Resource: c.resource}, &Policies{Identity: []*Document{d}}).Allowed(); got != c.want {
			t.Errorf("%s on %s: %v", c.action, c.resource, got)
		}
	}
}

func TestFederated(t *testing.T) {
	fed := &Caller{Type: FederatedCaller, Account: acct, ARN: "arn:aws:sts::" + acct + ":federated-user/bob", RoleARN: ann().ARN}
	p := &Policies{Resource: doc(t, Resource, `Allow s3:GetObject * {"AWS":"arn:aws:iam::123456789012:user/ann"}`),
		Session: []*Document{doc(t, Session, "Allow sqs:* *")}}
	r := &Request{Caller: fed, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}
	if Evaluate(r, p).Allowed() {
		t.Error("what the federating user is given is limited by the session policy")
	}
	p.Resource = doc(t, Resource, `Allow s3:GetObject * {"AWS":"arn:aws:sts::123456789012:federated-user/bob"}`)
	if !Evaluate(r, p).Allowed() {
		t.Error("what the federated user is given is not")
	}
}

func BenchmarkEvaluate(b *testing.B) {
	id := MustParse(Identity, `{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["s3:ListAllMyBuckets","s3:GetBucketLocation"],"Resource":"*"},
		{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::company","Condition":{"StringLike":{"s3:prefix":["","home/","home/${aws:username}/*"]}}},
		{"Effect":"Allow","Action":"s3:*Object","Resource":["arn:aws:s3:::company/home/${aws:username}/*","arn:aws:s3:::pub/*"]},
		{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}}}]}`)
	res := MustParse(Resource, `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObject","Resource":"arn:aws:s3:::company/*"}]}`)
	p := &Policies{Identity: []*Document{id}, Resource: res}
	r := &Request{Caller: ann(), Action: "s3:GetObject", Resource: "arn:aws:s3:::company/home/ann/photos/1.jpg", Owner: acct,
		Contexts: [3]Context{{"s3:authType": {"REST-HEADER"}}, {"aws:SourceIp": {"10.1.2.3"}, "aws:SecureTransport": {"false"}}, {"aws:username": {"ann"}}}}
	if !Evaluate(r, p).Allowed() {
		b.Fatal("not allowed")
	}
	b.ReportAllocs()
	for b.Loop() {
		Evaluate(r, p)
	}
}

func BenchmarkParse(b *testing.B) {
	const text = `{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}]}`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(Identity, text); err != nil {
			b.Fatal(err)
		}
	}
}
