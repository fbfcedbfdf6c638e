package policy

import (
	"fmt"
	"testing"
)

func TestConditions(t *testing.T) {
	ctx := Context{
		"aws:username": {"ann"}, "aws:SourceIp": {"203.0.113.9"}, "aws:CurrentTime": {"2026-11-22T10:00:00Z"},
		"aws:EpochTime": {"1795341600"}, "aws:SecureTransport": {"true"}, "s3:max-keys": {"10"},
		"aws:TagKeys": {"env", "team"}, "aws:PrincipalTag/Dept": {"Sales"}, "aws:PrincipalArn": {"arn:aws:iam::123456789012:role/site"},
		"app:empty": {""}, "app:bin": {"AQID"}, "app:six": {"2001:db8::5"}, "app:none": {},
	}
	for _, c := range []struct {
		cond string
		want bool
	}{
		// strings
		{`"StringEquals":{"aws:username":"ann"}`, true},
		{`"StringEquals":{"AWS:UserName":["bob","ann"]}`, true},
		{`"StringEquals":{"aws:username":"Ann"}`, false},
		{`"StringEquals":{"aws:username":"a*"}`, false},
		{`"StringEqualsIgnoreCase":{"aws:username":"ANN"}`, true},
		{`"StringNotEqualsIgnoreCase":{"aws:username":"ANN"}`, false},
		{`"StringLike":{"aws:username":"a?n"}`, true},
		{`"StringLike":{"aws:username":"A*"}`, false},
		{`"StringNotLike":{"aws:username":["b*","a*"]}`, false},
		{`"StringNotLike":{"aws:username":["b*","c*"]}`, true},
		{`"StringNotEquals":{"aws:username":["ann","bob"]}`, false},
		{`"StringEquals":{"aws:principaltag/dept":"Sales"}`, true},
		{`"StringEquals":{"aws:PrincipalTag/Dept":"${aws:PrincipalTag/Dept}"}`, true},
		{`"StringEquals":{"aws:PrincipalTag/Dept":"${aws:PrincipalTag/Team}"}`, false},
		// absent keys
		{`"StringEquals":{"app:gone":"x"}`, false},
		{`"StringNotEquals":{"app:gone":"x"}`, true},
		{`"StringEqualsIfExists":{"app:gone":"x"}`, true},
		{`"StringEqualsIfExists":{"aws:username":"bob"}`, false},
		{`"NotIpAddress":{"app:gone":"10.0.0.0/8"}`, true},
		{`"ArnNotLike":{"app:gone":"arn:aws:s3:::x"}`, true},
		{`"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}`, true},
		{`"NumericLessThanEquals":{"app:gone":"5"}`, false},
		{`"Null":{"app:gone":"true"}`, true},
		{`"Null":{"aws:username":"true"}`, false},
		{`"Null":{"aws:username":false}`, true},
		{`"Null":{"app:none":"true"}`, true},
		// numbers
		{`"NumericEquals":{"s3:max-keys":10}`, true},
		{`"NumericEquals":{"s3:max-keys":["1","10.0"]}`, true},
		{`"NumericNotEquals":{"s3:max-keys":"10"}`, false},
		{`"NumericLessThan":{"s3:max-keys":"10"}`, false},
		{`"NumericLessThanEquals":{"s3:max-keys":"10"}`, true},
		{`"NumericGreaterThan":{"s3:max-keys":"9"}`, true},
		{`"NumericGreaterThanEquals":{"s3:max-keys":"11"}`, false},
		{`"NumericEquals":{"aws:username":"1"}`, false},
		// dates
		{`"DateLessThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}`, true},
		{`"DateGreaterThan":{"aws:CurrentTime":"2026-12-01"}`, false},
		{`"DateGreaterThanEquals":{"aws:EpochTime":"2026-11-22T10:00:00Z"}`, true},
		{`"DateLessThanEquals":{"aws:CurrentTime":"1795341600"}`, true},
		{`"DateEquals":{"aws:CurrentTime":"2026-11-22T11:00:00+01:00"}`, true},
		{`"DateNotEquals":{"aws:CurrentTime":"2026-11-22T11:00:00+01:00"}`, false},
		{`"DateLessThan":{"aws:username":"2030"}`, false},
		// bool, binary
		{`"Bool":{"aws:SecureTransport":"true"}`, true},
		{`"Bool":{"aws:SecureTransport":false}`, false},
		{`"Bool":{"aws:MultiFactorAuthPresent":"false"}`, false},
		{`"BinaryEquals":{"app:bin":"AQID"}`, true},
		{`"BinaryEquals":{"app:bin":"AQIE"}`, false},
		// addresses
		{`"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}`, true},
		{`"IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.9"]}`, true},
		{`"IpAddress":{"aws:SourceIp":"203.0.113.10"}`, false},
		{`"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}`, false},
		{`"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8"]}`, true},
		{`"IpAddress":{"app:six":"2001:db8::/32"}`, true},
		{`"IpAddress":{"app:six":"2001:db9::/32"}`, false},
		{`"IpAddress":{"app:six":"0.0.0.0/0"}`, false},
		{`"IpAddress":{"aws:username":"0.0.0.0/0"}`, false},
		// ARNs
		{`"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/*"}`, true},
		{`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/site"}`, true},
		{`"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/site"}`, false},
		{`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::999999999999:*"}`, false},
		{`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:*"}`, true},
		{`"ArnLike":{"aws:PrincipalArn":"site"}`, false},
		// sets
		{`"ForAllValues:StringEquals":{"aws:TagKeys":["env","team","x"]}`, true},
		{`"ForAllValues:StringEquals":{"aws:TagKeys":["env"]}`, false},
		{`"ForAllValues:StringEquals":{"app:gone":["env"]}`, true},
		{`"ForAllValues:StringEquals":{"app:empty":["env"]}`, true},
		{`"ForAnyValue:StringEquals":{"aws:TagKeys":["team","x"]}`, true},
		{`"ForAnyValue:StringEquals":{"aws:TagKeys":["x"]}`, false},
		{`"ForAnyValue:StringEquals":{"app:gone":["x"]}`, false},
		{`"ForAnyValue:StringEqualsIfExists":{"app:gone":["x"]}`, true},
		{`"ForAnyValue:StringNotEquals":{"app:gone":["x"]}`, false},
		{`"ForAnyValue:StringNotEquals":{"aws:TagKeys":["env"]}`, true},
		{`"ForAnyValue:StringNotEquals":{"aws:TagKeys":["env","team"]}`, false},
		{`"ForAllValues:StringNotEquals":{"aws:TagKeys":["x"]}`, true},
		{`"ForAllValues:StringNotEquals":{"aws:TagKeys":["env"]}`, false},
		{`"ForAllValues:StringLike":{"aws:TagKeys":["e*","t*"]}`, true},
		{`"StringEquals":{"aws:TagKeys":"env"}`, true},
		{`"StringNotEquals":{"aws:TagKeys":"env"}`, false},
		// several operators and keys: all must hold
		{`"StringEquals":{"aws:username":"ann","aws:PrincipalTag/Dept":"Sales"},"Bool":{"aws:SecureTransport":"true"}`, true},
		{`"StringEquals":{"aws:username":"ann","aws:PrincipalTag/Dept":"IT"}`, false},
		{`"StringEquals":{"aws:username":"ann"},"Bool":{"aws:SecureTransport":"false"}`, false},
		{`"StringEquals":{"aws:ResourceAccount":"123456789012"}`, true},
		{``, true},
	} {
		d := MustParse(Identity, fmt.Sprintf(`{%s"Statement":{%s,"Condition":{%s}}}`, v12, stmtAllow, c.cond))
		r := &Request{Caller: ann(), Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Contexts: [3]Context{nil, ctx}}
		if got := Evaluate(r, &Policies{Identity: []*Document{d}}).Allowed(); got != c.want {
			t.Errorf("%s: %v", c.cond, got)
		}
	}
}

func TestVersionDecidesOnVariables(t *testing.T) {
	const stmt = `"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}"}}`
	for _, c := range []struct {
		text, key string
		want      bool
	}{
		{`{"Version":"2012-10-17",` + stmt, "ann", true},
		{`{"Version":"2008-10-17",` + stmt, "ann", false},
		{`{` + stmt, "ann", false},
		{`{` + stmt, "${aws:username}", true},
		{`{` + stmt[:len(stmt)-1] + `,"Version":"2012-10-17"}`, "ann", true},
	} {
		r := &Request{Caller: ann(), Action: "s3:GetObject", Resource: "arn:aws:s3:::b/" + c.key, Contexts: [3]Context{{"aws:username": {"ann"}}}}
		if got := Evaluate(r, &Policies{Identity: []*Document{MustParse(Identity, c.text)}}).Allowed(); got != c.want {
			t.Errorf("%s: %v", c.text, got)
		}
	}
}

func TestPublic(t *testing.T) {
	for _, c := range []struct {
		principal, cond string
		want            bool
	}{
		{`"*"`, ``, true},
		{`{"AWS":"*"}`, ``, true},
		{`{"AWS":["123456789012","*"]}`, ``, true},
		{`{"AWS":"123456789012"}`, ``, false},
		{`{"Service":"s3.amazonaws.com"}`, ``, false},
		{`"*"`, `"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}`, false},
		{`"*"`, `"IpAddress":{"aws:SourceIp":["203.0.113.0/24","0.0.0.0/1"]}`, true},
		{`"*"`, `"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}`, false},
		{`"*"`, `"IpAddress":{"aws:SourceIp":"2000::/3"}`, true},
		{`"*"`, `"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}`, true},
		{`"*"`, `"IpAddressIfExists":{"aws:SourceIp":"10.0.0.0/8"}`, true},
		{`"*"`, `"StringEquals":{"aws:SourceVpc":"vpc-1"}`, false},
		{`"*"`, `"StringLike":{"aws:SourceVpc":"vpc-*"}`, true},
		{`"*"`, `"StringEquals":{"aws:SourceVpc":"${aws:username}"}`, true},
		{`"*"`, `"ForAllValues:StringEquals":{"aws:SourceVpc":"vpc-1"}`, true},
		{`"*"`, `"StringNotEquals":{"aws:SourceVpc":"vpc-1"}`, true},
		{`"*"`, `"ArnLike":{"aws:SourceArn":"arn:aws:s3:::b"}`, false},
		{`"*"`, `"ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}`, true},
		{`"*"`, `"StringEquals":{"aws:Referer":"x"}`, true},
		{`"*"`, `"Bool":{"aws:SecureTransport":"true"}`, true},
	} {
		d := MustParse(Resource, `{`+v12+`"Statement":{`+stmtAllow+`,"Principal":`+c.principal+`,"Condition":{`+c.cond+`}}}`)
		if got := d.Public(); got != c.want {
			t.Errorf("%s %s: %v", c.principal, c.cond, got)
		}
	}
	deny := MustParse(Resource, `{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`)
	if deny.Public() {
		t.Error("a deny makes nothing public")
	}
}
