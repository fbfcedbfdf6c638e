package sts

import "time"

// The limits of "IAM and AWS STS quotas" in the IAM User Guide and of the pages
// of AssumeRole and GetSessionToken in the STS API reference.
const (
	defaultRoleSession = time.Hour
	minRoleSession     = 15 * time.Minute
	maxChainedSession  = time.Hour // of a role assumed by a role session
	defaultUserSession = 12 * time.Hour
	maxRootSession     = time.Hour
	maxPolicyText      = 2048 // characters of session policies and policy ARNs together
	maxPolicyARNs      = 10
	maxSessionTags     = 50
	maxClaims          = 4096 // bytes of what an identity provider says, kept in a session
)
