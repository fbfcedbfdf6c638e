// Package identity owns accounts, principals and policies: who a key belongs
// to, and whether he may. It knows no wire protocol; the IAM and STS rooms are
// its dialect.
package identity

import (
	"time"

	"github.com/cumulet/cumulet/identity/policy"
)

// Kind is the kind of a principal.
type Kind string

// The kinds of principal, named as aws:PrincipalType has them.
const (
	Root        Kind = "Account"
	User        Kind = "User"
	AssumedRole Kind = "AssumedRole"
	Federated   Kind = "FederatedUser"
	Service     Kind = "Service" // a service of this cloud, calling on somebody's behalf
	Anonymous   Kind = "Anonymous"
	WebIdentity Kind = "WebIdentityUser" // somebody whom an identity provider vouches for
	SAMLUser    Kind = "SAMLUser"
)

// Principal is who makes a request. Those of a [Store] are shared between
// requests: nobody changes them.
type Principal struct {
	Kind    Kind
	Account string // 12 digits; empty for Anonymous and Service
	// ARN as sts:GetCallerIdentity gives it: arn:aws:iam::123456789012:user/ann,
	// arn:aws:sts::123456789012:assumed-role/site/session,
	// arn:aws:iam::123456789012:root. For a service its name: "s3.amazonaws.com".
	ARN string
	// ID is the unique id: AIDA..., AROA...:session, the account for Root. It is
	// aws:userid.
	ID   string
	Name string // aws:username of a user; the role's name of a role session
	// RoleARN is the role behind a session: arn:aws:iam::123456789012:role/site.
	RoleARN     string
	AccessKeyID string
	// TokenIssued and MFA are set for temporary credentials.
	TokenIssued    time.Time
	MFA            bool
	SourceIdentity string
	// Tags are the principal's and the session's tags: aws:PrincipalTag.
	Tags map[string]string
	// SourceARN and SourceAccount say for whom a service calls.
	SourceARN, SourceAccount string
	// SessionPolicies limit a session further; nil means none were passed.
	SessionPolicies []*policy.Document
	// Claims are the condition keys that a session has of its identity provider.
	Claims map[string][]string
	// TransitiveTags are the keys of session tags that role chaining passes on.
	TransitiveTags []string

	grants *grants // what the store loaded with the principal
}

// ServicePrincipal is a service of this cloud ("s3.amazonaws.com") that works
// for a resource and its account.
func ServicePrincipal(name, sourceARN, sourceAccount string) *Principal {
	return &Principal{Kind: Service, ARN: name, ID: name, Name: name, SourceARN: sourceARN, SourceAccount: sourceAccount}
}

// AnonymousPrincipal is a caller without credentials.
func AnonymousPrincipal() *Principal { return &Principal{Kind: Anonymous, ARN: "*", ID: "ANONYMOUS"} }

// ProviderPrincipal is somebody whom an identity provider vouches for: kind is
// [WebIdentity] or [SAMLUser], subject his name there.
func ProviderPrincipal(kind Kind, providerARN, subject string) *Principal {
	return &Principal{Kind: kind, ARN: providerARN, ID: subject, Name: subject}
}

// Credential is a key as the authenticator needs it.
type Credential struct {
	AccessKeyID string
	Secret      string    // never logged
	Expires     time.Time // zero for a key that does not expire
	Principal   *Principal
}

// Check is one question of authorisation: may the caller do Action on
// Resource? An operation asks for a list of them and all must be allowed.
type Check struct {
	Action   string // "s3:GetObject"
	Resource string // ARN; "*" where the action has no resource
	// Owner is the account that owns the resource; empty means the caller's.
	Owner string
	// Context holds the condition keys of the service for this check, by their
	// full names ("s3:prefix"); global ones are added by the gateway.
	Context policy.Context
	// ResourcePolicy is the policy attached to the resource (bucket, queue, role
	// trust), compiled; nil where there is none.
	ResourcePolicy *policy.Document
	// As is who asks instead of the caller: somebody of an identity provider.
	As *Principal
	// MFA says that a one-time code came with the call and was right.
	MFA bool
	// PublicBlocked says that a resource policy's grant to everybody does not
	// count (S3's RestrictPublicBuckets).
	PublicBlocked bool
	// Deny replaces the error of a refusal: 404 instead of 403, for example.
	Deny error
}
