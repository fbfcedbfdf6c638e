package gateway

import (
	"strconv"
	"time"

	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// globalContext gives the condition keys that every request has, as the IAM
// User Guide lists them ("AWS global condition context keys"). Keys of the
// principal are left out where AWS leaves them out: aws:username for roles,
// aws:MultiFactorAuthPresent for long-term keys.
func globalContext(c *Call) policy.Context {
	p := c.Principal
	ctx := policy.Context{
		"aws:CurrentTime":           {c.Time.UTC().Format(time.RFC3339)},
		"aws:EpochTime":             {strconv.FormatInt(c.Time.Unix(), 10)},
		"aws:SecureTransport":       {strconv.FormatBool(c.Secure)},
		"aws:RequestedRegion":       {c.Region},
		"aws:PrincipalType":         {string(p.Kind)},
		"aws:PrincipalIsAWSService": {strconv.FormatBool(p.Kind == identity.Service)},
		"aws:ViaAWSService":         {"false"},
	}
	set := func(key, value string) {
		if value != "" {
			ctx[key] = []string{value}
		}
	}
	set("aws:SourceIp", c.SourceIP)
	set("aws:UserAgent", c.UserAgent)
	set("aws:userid", p.ID)
	set("aws:PrincipalAccount", p.Account)
	set("aws:SourceArn", p.SourceARN)
	set("aws:SourceAccount", p.SourceAccount)
	set("aws:SourceIdentity", p.SourceIdentity)
	if c.HTTP != nil {
		set("aws:Referer", c.HTTP.Referer())
	}
	switch p.Kind {
	case identity.User:
		set("aws:username", p.Name)
		set("aws:PrincipalArn", p.ARN)
	case identity.AssumedRole:
		set("aws:PrincipalArn", p.RoleARN)
	case identity.Service:
		set("aws:PrincipalServiceName", p.ARN)
	case identity.Root, identity.Federated:
		set("aws:PrincipalArn", p.ARN)
	}
	if !p.TokenIssued.IsZero() {
		set("aws:TokenIssueTime", p.TokenIssued.UTC().Format(time.RFC3339))
		set("aws:MultiFactorAuthPresent", strconv.FormatBool(p.MFA))
	}
	for k, v := range p.Tags {
		ctx["aws:PrincipalTag/"+k] = []string{v}
	}
	return ctx
}
