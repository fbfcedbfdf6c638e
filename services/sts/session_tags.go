package sts

import (
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/identity"
)

// sessionTags gives the tags of the new session: those of the call, and the
// transitive ones of the caller's session, which role chaining passes on ("Pass
// session tags in AWS STS"). Keys are compared without regard to case.
func sessionTags(in []sts.Tag, transitiveKeys []string, caller *identity.Principal) (tags map[string]string, transitive []string, err error) {
	tags = map[string]string{}
	seen := map[string]bool{}
	for _, t := range in {
		key := value(t.Key)
		folded := strings.ToLower(key)
		if seen[folded] {
			return nil, nil, invalidParameter("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		}
		if strings.HasPrefix(folded, "aws:") {
			return nil, nil, invalidParameter("Tag keys that begin with aws: are reserved.")
		}
		seen[folded] = true
		tags[key] = value(t.Value)
	}
	for _, key := range transitiveKeys {
		if !seen[strings.ToLower(key)] {
			return nil, nil, invalidParameter("The specified transitive tag key must be included in the requested tags.")
		}
	}
	transitive = slices.Clone(transitiveKeys)
	for _, key := range caller.TransitiveTags {
		if seen[strings.ToLower(key)] {
			return nil, nil, invalidParameter("One of the specified tag keys conflicts with a transitive tag key from the calling session.")
		}
		if v, ok := caller.Tags[key]; ok {
			tags[key] = v
			transitive = append(transitive, key)
		}
	}
	if len(tags) > maxSessionTags {
		return nil, nil, invalidParameter("A session has at most %d tags.", maxSessionTags)
	}
	return tags, transitive, nil
}
