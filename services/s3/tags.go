package s3

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

func tagsOf(set []api.Tag) []object.Tag {
	tags := make([]object.Tag, len(set))
	for i, t := range set {
		tags[i] = object.Tag{Key: val(t.Key), Value: val(t.Value)}
	}
	return tags
}

func tagSet(tags []object.Tag) []api.Tag {
	set := make([]api.Tag, len(tags))
	for i, t := range tags {
		set[i] = api.Tag{Key: new(t.Key), Value: new(t.Value)}
	}
	return set
}

// checkTags applies the rules for tags of objects and buckets (User Guide,
// "Object tagging").
func checkTags(tags []object.Tag, limit int, tooMany string) error {
	if len(tags) > limit {
		return say("BadRequest", tooMany)
	}
	seen := map[string]bool{}
	for _, t := range tags {
		switch {
		case t.Key == "" || utf8.RuneCountInString(t.Key) > maxTagKey || !tagText(t.Key):
			return say("InvalidTag", "The TagKey you have provided is invalid", "TagKey", t.Key)
		case utf8.RuneCountInString(t.Value) > maxTagValue || !tagText(t.Value):
			return say("InvalidTag", "The TagValue you have provided is invalid", "TagKey", t.Key, "TagValue", t.Value)
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return say("InvalidTag", "System tags cannot be added/updated by requester", "TagKey", t.Key)
		case seen[t.Key]:
			return say("InvalidTag", "Cannot provide multiple Tags with the same key", "TagKey", t.Key)
		}
		seen[t.Key] = true
	}
	return nil
}

func checkObjectTags(tags []object.Tag) error {
	return checkTags(tags, maxObjectTags, "Object tags cannot be greater than 10")
}

func checkBucketTags(tags []object.Tag) error {
	return checkTags(tags, maxBucketTags, "Bucket tag count cannot be greater than 50")
}

// tagText tells whether all characters may stand in a tag: letters, numbers and
// spaces of any script, and _ . : / = + - @.
func tagText(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsSpace(r) && !strings.ContainsRune("_.:/=+-@", r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// parseTagging reads the header x-amz-tagging: tags as a query string.
func parseTagging(header *string) ([]object.Tag, error) {
	if val(header) == "" {
		return nil, nil
	}
	malformed := invalidArgument("The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
		"x-amz-tagging", *header)
	var tags []object.Tag
	seen := map[string]bool{}
	for pair := range strings.SplitSeq(*header, "&") {
		k, v, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(k)
		if err != nil || seen[key] {
			return nil, malformed
		}
		value, err := url.QueryUnescape(v)
		if err != nil {
			return nil, malformed
		}
		seen[key] = true
		tags = append(tags, object.Tag{Key: key, Value: value})
	}
	return tags, checkObjectTags(tags)
}
