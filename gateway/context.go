package gateway

import (
	"strconv"
	"time"

	"github.com/cumulet/cumulet/identity/policy"
)

// globalContext gives the condition keys of the request, as the IAM User Guide
// lists them ("AWS global condition context keys", properties of the network and
// of the request); those of the principal are identity's.
func globalContext(c *Call) policy.Context {
	ctx := policy.Context{
		"aws:CurrentTime":     {c.Time.UTC().Format(time.RFC3339)},
		"aws:EpochTime":       {strconv.FormatInt(c.Time.Unix(), 10)},
		"aws:SecureTransport": {strconv.FormatBool(c.Secure)},
		"aws:RequestedRegion": {c.Region},
	}
	if c.SourceIP != "" {
		ctx["aws:SourceIp"] = []string{c.SourceIP}
	}
	if c.UserAgent != "" {
		ctx["aws:UserAgent"] = []string{c.UserAgent}
	}
	if c.HTTP != nil && c.HTTP.Referer() != "" {
		ctx["aws:Referer"] = []string{c.HTTP.Referer()}
	}
	return ctx
}
