package iam

import (
	"strings"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// The quotas of the IAM User Guide ("IAM and AWS STS quotas"), the highest that
// AWS grants by default. Sizes are in characters, white space not counted.
const (
	maxKeysPerUser           = 2
	maxGroupsPerUser         = 10
	maxAttached              = 10 // managed policies on a user, group or role
	maxVersions              = 5  // of a managed policy
	maxDevicesPerUser        = 8
	maxClientIDs             = 100
	maxThumbprints           = 5
	maxTags                  = 50 // on an entity
	maxRolesPerProfile       = 1
	maxProfilesPerRole       = 1000
	maxManagedSize           = 6144
	maxUserInlineSize        = 2048 // all inline policies of a user together
	maxGroupInlineSize       = 5120
	maxRoleInlineSize        = 10240
	maxTrustSize             = 2048
	defaultSession     int32 = 3600 // seconds
)

// The quotas an account.
const (
	quotaUsers    = 5000
	quotaGroups   = 300
	quotaRoles    = 1000
	quotaPolicies = 1500
	quotaProfiles = 1000
	quotaOIDC     = 100
	quotaSAML     = 100
)

// counted is a collection of entities.
type counted interface {
	Count(tx kv.Tx, account string) (int, error)
}

// within refuses one entity more than the account may have.
func within(c counted, tx kv.Tx, account, quota string, max int) error {
	n, err := c.Count(tx, account)
	if err == nil && n >= max {
		return limitExceeded("Cannot exceed quota for %s: %d", quota, max)
	}
	return err
}

// size is how long a document counts.
func size(document string) int {
	n := 0
	for _, r := range document {
		if !strings.ContainsRune(" \t\r\n", r) {
			n++
		}
	}
	return n
}

// inlineSize is how long an entity's inline policies are with one more.
func inlineSize(g *identity.Grants, name, document string) int {
	n := size(document)
	for other, d := range g.Inline {
		if other != name {
			n += size(d)
		}
	}
	return n
}
