// Package website holds what a bucket's website configuration says: its form,
// its validation, which object a path stands for, where a rule redirects, and
// the pages that S3 shows for errors. It reads no bucket; the S3 room does.
//
// Source: Amazon S3 User Guide, "Hosting a static website using Amazon S3".
package website

import (
	"strconv"
	"strings"
)

// Config is a website configuration, as it is kept.
type Config struct {
	// RedirectAll sends every request to another host; nothing else is set then.
	RedirectAll *Target `json:"redirectAll,omitempty"`
	Index       string  `json:"index,omitempty"` // suffix of the index document
	Error       string  `json:"error,omitempty"` // key of the error document
	Rules       []Rule  `json:"rules,omitempty"`
}

// Target is a host, with the protocol that it is asked by; "" means that of the
// request.
type Target struct {
	Host     string `json:"host"`
	Protocol string `json:"protocol,omitempty"`
}

// Rule redirects requests that its condition holds for.
type Rule struct {
	// The condition: a prefix of the key and the status of an error. Empty ones
	// hold always.
	Prefix string `json:"prefix,omitempty"`
	Status int    `json:"status,omitempty"`
	// The redirect. Pointers tell what was given from what was not.
	Host          string  `json:"host,omitempty"`
	Protocol      string  `json:"protocol,omitempty"`
	Code          int     `json:"code,omitempty"` // 0 means 301
	ReplacePrefix *string `json:"replacePrefix,omitempty"`
	ReplaceKey    *string `json:"replaceKey,omitempty"`
}

// maxRules is S3's limit of routing rules.
const maxRules = 50

// Error says why a configuration is refused: an S3 error code and its message.
type Error struct{ Code, Message string }

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

func refuse(code, message string) error { return &Error{code, message} }

// Validate checks a configuration as PutBucketWebsite does.
func (c *Config) Validate() error {
	if c.RedirectAll != nil {
		if c.Index != "" || c.Error != "" || len(c.Rules) > 0 {
			return refuse("InvalidArgument", "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.")
		}
		if c.RedirectAll.Host == "" {
			return refuse("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
		}
		return checkProtocol(c.RedirectAll.Protocol)
	}
	switch {
	case c.Index == "":
		return refuse("InvalidArgument", "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty")
	case strings.Contains(c.Index, "/"):
		return refuse("InvalidArgument", "The IndexDocument Suffix is not well formed")
	case len(c.Rules) > maxRules:
		return refuse("InvalidRequest", strconv.Itoa(len(c.Rules))+" routing rules provided, the number of routing rules in a website configuration is limited to 50.")
	}
	for i := range c.Rules {
		if err := c.Rules[i].validate(); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) validate() error {
	switch {
	case r.Status != 0 && (r.Status < 400 || r.Status > 599):
		return refuse("InvalidRequest", "The provided HTTP error code ("+strconv.Itoa(r.Status)+") is not valid. Valid codes are 4XX or 5XX.")
	case r.Code != 0 && (r.Code < 301 || r.Code > 399):
		return refuse("InvalidRequest", "The provided HTTP redirect code ("+strconv.Itoa(r.Code)+") is not valid. Valid codes are 3XX except 300.")
	case r.ReplaceKey != nil && r.ReplacePrefix != nil:
		return refuse("InvalidRequest", "You can only define ReplaceKeyPrefix or ReplaceKey but not both.")
	case r.Host == "" && r.Protocol == "" && r.Code == 0 && r.ReplaceKey == nil && r.ReplacePrefix == nil:
		return refuse("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
	}
	return checkProtocol(r.Protocol)
}

func checkProtocol(p string) error {
	if p == "" || p == "http" || p == "https" {
		return nil
	}
	return refuse("InvalidRequest", "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.")
}
