package identity_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

func TestDeniedMessage(t *testing.T) {
	f := setUp(t)
	_, id, _ := f.user("ann", readS3)
	ann := f.credential(id, "").Principal
	denyAll := policy.MustParse(policy.Resource, `{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}`)
	trust := policy.MustParse(policy.Trust, `{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}`)
	special := errors.New("no such thing")
	for _, c := range []struct {
		name  string
		who   *identity.Principal
		check identity.Check
		want  string
	}{
		{"implicit", ann, identity.Check{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/k"},
			`User: arn:aws:iam::123456789012:user/ann is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:PutObject action`},
		{"explicit", ann, identity.Check{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:r:123456789012:q", ResourcePolicy: denyAll},
			`User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:r:123456789012:q with an explicit deny in a resource-based policy`},
		{"a stranger", ann, identity.Check{Action: "s3:GetObject", Resource: "arn:aws:s3:::ann/k", Owner: "999999999999"}, "Access Denied"},
		{"nobody", identity.AnonymousPrincipal(), identity.Check{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Owner: account}, "Access Denied"},
		{"trust", ann, identity.Check{Action: "sts:AssumeRole", Resource: "arn:aws:iam::123456789012:role/r", ResourcePolicy: trust},
			`User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/r`},
		{"the check's own", ann, identity.Check{Action: "s3:PutObject", Resource: "*", Deny: special}, "no such thing"},
	} {
		err := f.Authorise(f.ctx, c.who, nil, []identity.Check{{Action: "s3:GetObject", Resource: "arn:aws:s3:::ann/k", ResourcePolicy: policyForAll(t)}, c.check})
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
		}
		if ok, err := f.May(f.ctx, c.who, nil, c.check); ok || err != nil {
			t.Errorf("%s: may: %v %v", c.name, ok, err)
		}
	}
}

func policyForAll(t *testing.T) *policy.Document {
	t.Helper()
	return policy.MustParse(policy.Resource, `{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}}`)
}

// What the principal is cannot be claimed by the request.
func TestPrincipalKeysWin(t *testing.T) {
	f := setUp(t)
	_, id, _ := f.user("ann", readS3)
	forged := policy.Context{"aws:username": {"bob"}}
	err := f.Authorise(f.ctx, f.credential(id, "").Principal, forged, []identity.Check{
		{Action: "s3:GetObject", Resource: "arn:aws:s3:::bob/k", Context: forged},
	})
	if err == nil {
		t.Error("a forged name was believed")
	}
}

func TestServicePrincipal(t *testing.T) {
	f := setUp(t)
	p := identity.ServicePrincipal("s3.amazonaws.com", "arn:aws:s3:::b", account)
	for cond, want := range map[string]bool{
		`"StringEquals":{"aws:SourceAccount":"123456789012"}`:    true,
		`"StringEquals":{"aws:SourceAccount":"999999999999"}`:    false,
		`"ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}`:           true,
		`"Bool":{"aws:PrincipalIsAWSService":"true"}`:            true,
		`"StringEquals":{"aws:PrincipalAccount":"123456789012"}`: false,
	} {
		d := policy.MustParse(policy.Resource, `{"Statement":{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*","Condition":{`+cond+`}}}`)
		err := f.Authorise(f.ctx, p, nil, []identity.Check{{Action: "sqs:SendMessage", Resource: "*", Owner: account, ResourcePolicy: d}})
		if (err == nil) != want {
			t.Errorf("%s: %v", cond, err)
		}
	}
}

// Each of AWS's policies compiles and reads as its name promises.
func TestManagedPolicies(t *testing.T) {
	f := setUp(t)
	seen := make(map[string]bool)
	for p := range f.AWSPolicies() {
		d, err := policy.Parse(policy.Identity, p.Versions[0].Document)
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		if seen[p.ID] || len(p.ID) != 21 || !strings.HasPrefix(p.ARN(), "arn:aws:iam::aws:policy/") {
			t.Errorf("%s: id %s, arn %s", p.Name, p.ID, p.ARN())
		}
		seen[p.ID] = true
		if strings.Contains(p.Name, "ReadOnly") {
			for a := range d.Actions() {
				for _, verb := range []string{":Put", ":Create", ":Delete", ":Update", ":Set", ":*"} {
					if strings.Contains(a, verb) {
						t.Errorf("%s allows %s", p.Name, a)
					}
				}
			}
		}
	}
	_, id, _ := f.user("ann", "")
	for name, want := range map[string][3]bool{ // s3:GetObject, s3:PutObject, iam:CreateUser
		"AdministratorAccess": {true, true, true},
		"PowerUserAccess":     {true, true, false},
		"ReadOnlyAccess":      {true, false, false},
		"IAMFullAccess":       {false, false, true},
		"AmazonS3FullAccess":  {true, true, false},
	} {
		f.change(func(tx kv.Tx) error {
			u, err := f.Users.Get(tx, account, "ann")
			if err != nil {
				return err
			}
			u.Attached = []string{"arn:aws:iam::aws:policy/" + name}
			return f.Users.Put(tx, u)
		})
		p := f.credential(id, "").Principal
		got := [3]bool{f.may(p, "s3:GetObject", "arn:aws:s3:::b/k"), f.may(p, "s3:PutObject", "arn:aws:s3:::b/k"), f.may(p, "iam:CreateUser", "arn:aws:iam::123456789012:user/x")}
		if got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// BenchmarkManyStatements asks what only the end of the longest of AWS's policies
// could allow.
func BenchmarkManyStatements(b *testing.B) {
	f := setUp(b)
	u, id, _ := f.user("ann", "")
	if err := f.db.Update(f.ctx, func(tx kv.Tx) error {
		u.Attached = []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}
		return f.Users.Put(tx, u)
	}); err != nil {
		b.Fatal(err)
	}
	c, err := f.Credential(f.ctx, id, "")
	if err != nil {
		b.Fatal(err)
	}
	check := identity.Check{Action: "xray:PutTraceSegments", Resource: "*"}
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := f.May(f.ctx, c.Principal, nil, check); ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

// BenchmarkRequest is what each request costs: finding the key and asking.
func BenchmarkRequest(b *testing.B) {
	f := setUp(b)
	global := policy.Context{"aws:SourceIp": {"10.0.0.1"}}
	checks := []identity.Check{{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Owner: account}}
	b.ReportAllocs()
	for b.Loop() {
		c, err := f.Credential(f.ctx, keyID, "")
		if err != nil {
			b.Fatal(err)
		}
		if err := f.Authorise(f.ctx, c.Principal, global, checks); err != nil {
			b.Fatal(err)
		}
	}
}
