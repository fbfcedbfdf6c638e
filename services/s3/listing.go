package s3

import (
	"encoding/base64"
	"strings"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

// encoder writes keys in a listing: as they are, or URL-encoded where the client
// asked for it, since XML can't hold all characters.
type encoder func(string) string

func encoderOf(encodingType *string) (encoder, error) {
	switch val(encodingType) {
	case "":
		return func(s string) string { return s }, nil
	case "url":
		return urlEncode, nil
	}
	return nil, invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", *encodingType)
}

// text encodes an optional value.
func (e encoder) text(s *string) *string {
	if s == nil {
		return nil
	}
	return new(e(*s))
}

// full encodes a value that is there even when empty.
func (e encoder) full(s *string) *string { return new(e(val(s))) }

func (e encoder) prefixes(list []string) []api.CommonPrefix {
	out := make([]api.CommonPrefix, len(list))
	for i, p := range list {
		out[i].Prefix = new(e(p))
	}
	return out
}

// urlEncode escapes as S3 does: a space is a plus, a slash stays.
func urlEncode(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.*/", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// pageSize reads max-keys and its like: more than 1,000 means 1,000.
func pageSize(n *int32, name string, least int32) (int, error) {
	if n == nil {
		return maxKeys, nil
	}
	if *n < least {
		message := "Argument " + name + " must be an integer between 0 and 2147483647"
		if least == 1 {
			message = "Argument " + name + " must be an integer between 1 and 2147483647"
		}
		return 0, say("InvalidArgument", message, "ArgumentName", name)
	}
	return int(min(*n, maxKeys)), nil
}

// tokenVersion begins the content of a continuation token.
const tokenVersion = "1:"

func formatToken(after string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(tokenVersion + after))
}

func parseToken(token *string, name string) (string, error) {
	if token == nil {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(*token)
	after, ok := strings.CutPrefix(string(b), tokenVersion)
	if err != nil || !ok {
		return "", say("InvalidArgument", "The continuation token provided is incorrect", "ArgumentName", name)
	}
	return after, nil
}

// listed describes an object in a listing.
func (e encoder) listed(o *object.Object, withOwner *api.Owner) api.Object {
	return api.Object{
		Key: new(e(o.Key)), LastModified: &o.Modified, ETag: quote(o.ETag), Size: &o.Size,
		StorageClass: new("STANDARD"), Owner: withOwner,
		ChecksumAlgorithm: algorithms(o.Sums), ChecksumType: opt(string(o.SumType)),
	}
}
