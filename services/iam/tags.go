package iam

import (
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/identity"
)

// newTags takes the tags of a new entity.
func newTags(in []iam.Tag) ([]identity.Tag, error) { return addTags(nil, in) }

// addTags sets tags. Keys are unique without regard to case: an existing one
// gets the new value, and keeps its spelling.
func addTags(tags []identity.Tag, in []iam.Tag) ([]identity.Tag, error) {
	out := slices.Clone(tags)
	seen := make(map[string]bool)
	for _, t := range in {
		key := val(t.Key)
		switch low := strings.ToLower(key); {
		case seen[low]:
			return nil, invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
		case strings.HasPrefix(low, "aws:"):
			return nil, invalidInput("System tag keys beginning with aws: cannot be changed by a caller.")
		default:
			seen[low] = true
		}
		i := slices.IndexFunc(out, func(have identity.Tag) bool { return strings.EqualFold(have.Key, key) })
		if i < 0 {
			out = append(out, identity.Tag{Key: key})
			i = len(out) - 1
		}
		out[i].Value = val(t.Value)
	}
	if len(out) > maxTags {
		return nil, limitExceeded("The number of tags has reached the maximum limit.")
	}
	slices.SortFunc(out, func(a, b identity.Tag) int { return strings.Compare(strings.ToLower(a.Key), strings.ToLower(b.Key)) })
	return out, nil
}

// dropTags removes tags; keys that are not there are no error.
func dropTags(tags []identity.Tag, keys []string) []identity.Tag {
	return slices.DeleteFunc(slices.Clone(tags), func(t identity.Tag) bool {
		return slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, t.Key) })
	})
}

// tagPage is one page of an entity's tags.
func tagPage(tags []identity.Tag, marker *string, maxItems *int32) ([]iam.Tag, page, error) {
	items, p, err := paged(each(tags), marker, maxItems, func(t identity.Tag) string { return t.Key })
	return append([]iam.Tag{}, tagShapes(items)...), p, err
}
