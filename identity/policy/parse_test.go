package policy

import (
	"errors"
	"strings"
	"testing"
)

const (
	stmtAllow = `"Effect":"Allow","Action":"s3:GetObject","Resource":"*"`
	v12       = `"Version":"2012-10-17",`
)

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		kind Kind
		text string
		want string
	}{
		{"empty", Identity, ``, "invalid Json"},
		{"no json", Identity, `{"Statement"`, "invalid Json"},
		{"array", Identity, `[]`, SyntaxErrors},
		{"no statement", Identity, `{` + v12 + `"Id":"x"}`, SyntaxErrors},
		{"no statement in a resource's", Resource, `{` + v12 + `"Id":"x"}`, "Missing required field Statement"},
		{"empty statement list", Identity, `{"Statement":[]}`, SyntaxErrors},
		{"duplicate name", Identity, `{"Statement":{` + stmtAllow + `,"Effect":"Deny"}}`, "invalid Json"},
		{"two documents", Identity, `{"Statement":{` + stmtAllow + `}}{}`, SyntaxErrors},
		{"version", Identity, `{"Version":"2012-10-18","Statement":{` + stmtAllow + `}}`, "valid version"},
		{"unknown element", Identity, `{"Statement":{` + stmtAllow + `,"Effekt":"Deny"}}`, SyntaxErrors},
		{"unknown element in a resource's", Resource, `{"Foo":1}`, "Unknown field Foo"},
		{"effect", Identity, `{"Statement":{"Effect":"allow","Action":"s3:*","Resource":"*"}}`, SyntaxErrors},
		{"no effect", Identity, `{"Statement":{"Action":"s3:*","Resource":"*"}}`, SyntaxErrors},
		{"no action", Identity, `{"Statement":{"Effect":"Allow","Resource":"*"}}`, "must contain actions"},
		{"no resource", Identity, `{"Statement":{"Effect":"Allow","Action":"s3:*"}}`, "must contain resources"},
		{"empty actions", Identity, `{"Statement":{"Effect":"Allow","Action":[],"Resource":"*"}}`, "must contain actions"},
		{"principal in an identity's", Identity, `{"Statement":{` + stmtAllow + `,"Principal":"*"}}`, "should not specify a principal"},
		{"principal in a boundary", Boundary, `{"Statement":{` + stmtAllow + `,"NotPrincipal":"*"}}`, "should not specify a principal"},
		{"no principal", Resource, `{"Statement":{` + stmtAllow + `}}`, "Missing required field Principal"},
		{"action and not action", Identity, `{"Statement":{` + stmtAllow + `,"NotAction":"s3:*"}}`, SyntaxErrors},
		{"resource and not resource", Identity, `{"Statement":{` + stmtAllow + `,"NotResource":"*"}}`, SyntaxErrors},
		{"vendor", Identity, `{"Statement":{"Effect":"Allow","Action":"GetObject","Resource":"*"}}`, "prefaced by a vendor"},
		{"wild vendor", Identity, `{"Statement":{"Effect":"Allow","Action":"s*:Get","Resource":"*"}}`, "prefaced by a vendor"},
		{"action's type", Identity, `{"Statement":{"Effect":"Allow","Action":7,"Resource":"*"}}`, SyntaxErrors},
		{"resource form", Identity, `{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"bucket"}}`, `must be in ARN format or "*"`},
		{"resource form in a resource's", Resource, `{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"bucket"}}`, "Policy has invalid resource"},
		{"sid", Identity, `{"Statement":{` + stmtAllow + `,"Sid":"a b"}}`, "must be alpha-numeric"},
		{"sid twice", Identity, `{"Statement":[{` + stmtAllow + `,"Sid":"a"},{` + stmtAllow + `,"Sid":"a"}]}`, "must be unique"},
		{"resource in trust", Trust, `{"Statement":{` + stmtAllow + `,"Principal":"*"}}`, "AssumeRole"},
		{"resource in trust 2", Trust, `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*","Principal":"*"}}`, "Has prohibited field Resource"},
		{"action in trust", Trust, `{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Principal":"*"}}`, "AssumeRole policy may only specify"},
		{"principal's type", Trust, `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Foo":"x"}}}`, `Invalid principal in policy: "Foo":"x"`},
		{"principal's form", Trust, `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::123456789012:user/*"}}}`, `Invalid principal in policy: "AWS":"arn`},
		{"not principal with allow", Resource, `{"Statement":{` + stmtAllow + `,"NotPrincipal":{"AWS":"123456789012"}}}`, "Allow with NotPrincipal"},
		{"operator", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"StringEqual":{"a:b":"c"}}}}`, SyntaxErrors},
		{"null if exists", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"NullIfExists":{"a:b":"true"}}}}`, SyntaxErrors},
		{"condition's key", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"StringEquals":{"user":"c"}}}}`, "prefaced by a vendor"},
		{"number", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"NumericEquals":{"s3:max-keys":"ten"}}}}`, "not valid"},
		{"date", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"DateLessThan":{"aws:CurrentTime":"tomorrow"}}}}`, "not valid"},
		{"address", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}}}}`, "not valid"},
		{"bool", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"Bool":{"aws:SecureTransport":"yes"}}}}`, "not valid"},
		{"binary", Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"BinaryEquals":{"a:b":"%"}}}}`, "not valid"},
		{"open variable", Identity, `{` + v12 + `"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username"}}`, "not closed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.kind, c.text)
			e, ok := errors.AsType[*Error](err)
			if !ok || !strings.Contains(e.Message, c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
			if e.Offset > len(c.text) {
				t.Errorf("offset %d of %d", e.Offset, len(c.text))
			}
		})
	}
}

func TestParseTakes(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		text string
	}{
		{Identity, `{"Statement":[{` + stmtAllow + `}]}`},
		{Identity, `{"Statement":{` + stmtAllow + `},` + `"Version":"2012-10-17"}`},
		{Identity, ` { "Version" : "2008-10-17" , "Id" : "x y" , "Statement" : {` + stmtAllow + `,"Sid":""} } ` + "\n"},
		{Identity, `{"Statement":{"Effect":"Allow","NotAction":["iam:*","*:*"],"NotResource":["arn:aws:s3:::a","arn:aws:s3:::b/*"]}}`},
		{Identity, `{"Statement":{` + stmtAllow + `,"Condition":{"Bool":{"aws:SecureTransport":true},"NumericLessThan":{"s3:max-keys":[1,"2"]},"Null":{"aws:TokenIssueTime":"false"}}}}`},
		{Identity, `{"Statement":{` + stmtAllow + `,"Condition":{}}}`},
		{Resource, `{"Statement":[{` + stmtAllow + `,"Sid":"Public read!","Principal":"*"},{` + stmtAllow + `,"Sid":"Public read!","Principal":{"AWS":["*"]}}]}`},
		{Resource, `{"Statement":{` + stmtAllow + `,"Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:root","AIDAABCDEFGHIJKLMNOPQ"],"Service":"s3.amazonaws.com","CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}}}`},
		{Trust, `{"Statement":{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Principal":{"Federated":"cognito-identity.amazonaws.com"}}}`},
		{Boundary, `{"Statement":{` + stmtAllow + `}}`},
		{Session, `{"Statement":{` + stmtAllow + `}}`},
	} {
		d, err := Parse(c.kind, c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if d.String() != c.text || d.Len() == 0 || d.Kind() != c.kind {
			t.Errorf("%s: text, length or kind is lost", c.text)
		}
	}
}

func TestDocumentViews(t *testing.T) {
	d := MustParse(Resource, `{`+v12+`"Id":"me","Statement":[
		{"Effect":"Allow","Principal":{"AWS":"123456789012","Service":["a.amazonaws.com"]},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::${aws:username}/*",
		 "Condition":{"StringLike":{"AWS:principaltag/X":"${s3:prefix}"}}},
		{"Effect":"Deny","Principal":"*","NotAction":"s3:Put*","Resource":["*"]}]}`).Named("n")
	join := func(seq func(func(string) bool)) string {
		var out []string
		seq(func(s string) bool { out = append(out, s); return true })
		return strings.Join(out, " ")
	}
	if got := join(d.Actions()); got != "s3:GetObject s3:Put*" {
		t.Error(got)
	}
	if got := join(d.Resources()); got != "arn:aws:s3:::${aws:username}/* *" {
		t.Error(got)
	}
	if got := join(d.ConditionKeys()); got != "aws:username aws:PrincipalTag/X s3:prefix" {
		t.Error(got)
	}
	var whom []PrincipalValue
	for p := range d.Principals() {
		whom = append(whom, p)
	}
	if len(whom) != 3 || whom[0] != (PrincipalValue{"AWS", "123456789012"}) || whom[1].Type != "Service" || whom[2].Value != "*" {
		t.Error(whom)
	}
	if d.ID() != "me" || d.Name() != "n" || d.As(Boundary).Kind() != Boundary {
		t.Error("id, name or use is lost")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(byte(0), `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username, 'x'}/*","Condition":{"ForAllValues:StringLikeIfExists":{"aws:TagKeys":["a*"]}}}]}`)
	f.Add(byte(1), `{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"123456789012"},"NotAction":"*","NotResource":"*"}}`)
	f.Add(byte(2), `{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole","Condition":{"IpAddress":{"aws:SourceIp":"::1/128"},"DateLessThan":{"aws:CurrentTime":"2030"}}}}`)
	f.Fuzz(func(t *testing.T, kind byte, text string) {
		d, err := Parse(Kind(kind%5), text)
		if err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Fatalf("untyped: %v", err)
			}
			return
		}
		r := &Request{Caller: &Caller{Type: UserCaller, Account: "123456789012", ARN: "arn:aws:iam::123456789012:user/ann"},
			Action: "s3:GetObject", Resource: "arn:aws:s3:::ann/x", Contexts: [3]Context{{"aws:username": {"ann"}}}}
		p := &Policies{}
		if d.Kind() == Resource || d.Kind() == Trust {
			p.Resource = d
		} else {
			p.Identity = []*Document{d}
		}
		Evaluate(r, p)
		d.Public()
		if _, err := Parse(d.Kind(), d.String()); err != nil {
			t.Fatalf("not twice: %v", err)
		}
	})
}
