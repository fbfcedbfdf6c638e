// Package policy is AWS's policy language: it parses and compiles policy
// documents once and evaluates them as the IAM User Guide documents ("Policy
// evaluation logic", "IAM JSON policy reference").
//
// [Parse] gives an immutable [Document]; [Evaluate] answers one question about
// a set of them, says which policy decided, and allocates next to nothing.
package policy

import "strings"

// Context holds condition keys and their values for one request. Keys are
// compared without regard to case; store them in AWS's own spelling, which is
// found fastest.
type Context map[string][]string

// get finds a key: first as spelled, then without regard to case.
func (c Context) get(key string) []string {
	if v, ok := c[key]; ok {
		return v
	}
	for k, v := range c {
		if len(k) == len(key) && strings.EqualFold(k, key) {
			return v
		}
	}
	return nil
}
