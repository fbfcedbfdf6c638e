// Package policy is AWS's policy language: it parses and compiles policy
// documents once and evaluates them as the IAM User Guide documents ("Policy
// evaluation logic").
package policy

// Context holds condition keys and their values for one request. Keys are
// compared without regard to case; store them in AWS's own spelling.
type Context map[string][]string

// Document is a parsed and compiled policy. It is immutable and safe for
// concurrent use.
type Document struct{}
