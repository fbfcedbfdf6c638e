package identity

import (
	"maps"
	"strconv"
	"time"

	"github.com/cumulet/cumulet/identity/policy"
)

// newGrants begins a principal's grants with who he is.
func newGrants(p *Principal) *grants {
	return &grants{caller: callerOf(p), context: principalContext(p)}
}

// callerOf gives the principal as policies see it.
func callerOf(p *Principal) policy.Caller {
	c := policy.Caller{Account: p.Account, ARN: p.ARN, RoleARN: p.RoleARN, ID: p.ID}
	switch p.Kind {
	case Root:
		c.Type = policy.RootCaller
	case User:
		c.Type = policy.UserCaller
	case AssumedRole:
		c.Type = policy.RoleCaller
	case Federated:
		c.Type = policy.FederatedCaller
	case WebIdentity, SAMLUser:
		c.Type = policy.WebCaller
	case Service:
		c.Type = policy.ServiceCaller
		c.Account = ""
	default:
		return policy.Caller{ARN: "*", ID: "ANONYMOUS"}
	}
	if c.Account != "" {
		c.CanonicalID = CanonicalUserID(c.Account)
	}
	return c
}

// principalContext gives the global condition keys that the principal decides
// ("AWS global condition context keys", properties of the principal).
func principalContext(p *Principal) policy.Context {
	c := policy.Context{}
	maps.Copy(c, p.Claims)
	maps.Copy(c, policy.Context{
		"aws:PrincipalType":         {string(p.Kind)},
		"aws:userid":                {p.ID},
		"aws:PrincipalIsAWSService": {strconv.FormatBool(p.Kind == Service)},
		"aws:ViaAWSService":         {"false"},
	})
	set := func(key, value string) {
		if value != "" {
			c[key] = []string{value}
		}
	}
	switch p.Kind {
	case Anonymous:
		return c
	case Service:
		set("aws:PrincipalServiceName", p.ARN)
		set("aws:SourceArn", p.SourceARN)
		set("aws:SourceAccount", p.SourceAccount)
		return c
	case WebIdentity, SAMLUser:
		return c
	case User:
		set("aws:username", p.Name)
	}
	set("aws:PrincipalAccount", p.Account)
	arn := p.ARN
	if p.Kind == AssumedRole {
		arn = p.RoleARN
	}
	set("aws:PrincipalArn", arn)
	set("aws:SourceIdentity", p.SourceIdentity)
	for k, v := range p.Tags {
		c["aws:PrincipalTag/"+k] = []string{v}
	}
	if !p.TokenIssued.IsZero() {
		set("aws:TokenIssueTime", p.TokenIssued.UTC().Format(time.RFC3339))
		set("aws:MultiFactorAuthPresent", strconv.FormatBool(p.MFA))
	}
	return c
}
