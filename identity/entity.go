package identity

import (
	"strings"
	"time"
)

// Tag is a key with its value. Keys are unique in one list without regard to case.
type Tag struct {
	Key   string `json:"k"`
	Value string `json:"v"`
}

// Common is what every entity of an account has.
type Common struct {
	Account string    `json:"account"`
	Name    string    `json:"name"` // unique in its account without regard to case
	Path    string    `json:"path"` // "/" or "/division/team/"
	ID      string    `json:"id"`   // unique forever: AIDA..., AROA...
	Created time.Time `json:"created"`
	Tags    []Tag     `json:"tags,omitempty"`
}

func (c *Common) common() *Common { return c }

func (c *Common) arn(kind string) string {
	return "arn:aws:iam::" + c.Account + ":" + kind + c.Path + c.Name
}

// Grants are the policies on a user, group or role.
type Grants struct {
	Attached []string          `json:"attached,omitempty"` // ARNs of managed policies
	Inline   map[string]string `json:"inline,omitempty"`   // documents by name
	Boundary string            `json:"boundary,omitempty"` // ARN of the permissions boundary
}

// UserEntity is an IAM user.
type UserEntity struct {
	Common
	Grants
	Groups []string `json:"groups,omitempty"` // unique ids, so that groups can be renamed
	Keys   []string `json:"keys,omitempty"`   // access key ids
	Login  *Login   `json:"login,omitempty"`  // nil where he has no password
}

// ARN is the user's ARN.
func (u *UserEntity) ARN() string { return u.arn("user") }

// GroupEntity is an IAM group.
type GroupEntity struct {
	Common
	Grants
}

// ARN is the group's ARN.
func (g *GroupEntity) ARN() string { return g.arn("group") }

// RoleEntity is an IAM role.
type RoleEntity struct {
	Common
	Grants
	Trust string `json:"trust"` // the assume role policy document
	// Bound are the unique ids of the users and roles that Trust names, by ARN.
	Bound       map[string]string `json:"bound,omitempty"`
	Description string            `json:"description,omitempty"`
	MaxSession  int32             `json:"maxSession"` // seconds, 3600 to 43200
	// Service is the service that a service-linked role belongs to.
	Service string `json:"service,omitempty"`
}

// ARN is the role's ARN.
func (r *RoleEntity) ARN() string { return r.arn("role") }

// PolicyEntity is a managed policy, of a customer or of AWS (Account "aws").
type PolicyEntity struct {
	Common
	Description string          `json:"description,omitempty"`
	Updated     time.Time       `json:"updated"`
	Default     string          `json:"default"` // version id: "v1"
	Last        int             `json:"last"`    // number of the newest version ever made
	Versions    []PolicyVersion `json:"versions"`
}

// PolicyVersion is one version of a managed policy.
type PolicyVersion struct {
	ID       string    `json:"id"`
	Document string    `json:"document"`
	Created  time.Time `json:"created"`
}

// ARN is the policy's ARN.
func (p *PolicyEntity) ARN() string { return p.arn("policy") }

// Version finds a version by id; nil where there is none.
func (p *PolicyEntity) Version(id string) *PolicyVersion {
	for i := range p.Versions {
		if p.Versions[i].ID == id {
			return &p.Versions[i]
		}
	}
	return nil
}

// ProfileEntity is an instance profile.
type ProfileEntity struct {
	Common
	Role string `json:"role,omitempty"` // name of the role in it
}

// ARN is the instance profile's ARN.
func (p *ProfileEntity) ARN() string { return p.arn("instance-profile") }

// AccessKey is a long-term key of a user or of the account's root.
type AccessKey struct {
	ID      string    `json:"id"`
	Account string    `json:"account"`
	User    string    `json:"user,omitempty"` // name; empty for root
	Sealed  []byte    `json:"sealed"`         // the secret, bound to the id
	Active  bool      `json:"active"`
	Created time.Time `json:"created"`
}

// Account is an account with its root.
type Account struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	Keys    []string  `json:"keys,omitempty"`  // root's access key ids
	Alias   string    `json:"alias,omitempty"` // see SetAlias
	// Passwords is what the account asks of passwords; nil means AWS's default.
	Passwords *PasswordPolicy `json:"passwords,omitempty"`
}

// fold is the form in which names are compared.
func fold(name string) string { return strings.ToLower(name) }

// links are the index entries by which an entity is found from what it refers
// to: a policy, a group, a role.
func (g *Grants) links() []string {
	var out []string
	for _, arn := range g.Attached {
		out = append(out, AttachedTo(arn))
	}
	if g.Boundary != "" {
		out = append(out, BoundaryOf(g.Boundary))
	}
	return out
}

func (u *UserEntity) links() []string {
	out := u.Grants.links()
	for _, g := range u.Groups {
		out = append(out, MemberOf(g))
	}
	return out
}

func (p *PolicyEntity) links() []string { return nil }

func (p *ProfileEntity) links() []string {
	if p.Role == "" {
		return nil
	}
	return []string{HoldsRole(p.Role)}
}

// AttachedTo is the link from a managed policy to those it is attached to.
func AttachedTo(policyARN string) string { return "attached:" + policyARN }

// BoundaryOf is the link from a managed policy to those it bounds.
func BoundaryOf(policyARN string) string { return "boundary:" + policyARN }

// MemberOf is the link from a group, by its unique id, to its users.
func MemberOf(groupID string) string { return "group:" + groupID }

// HoldsRole is the link from a role to its instance profiles.
func HoldsRole(role string) string { return "role:" + fold(role) }
