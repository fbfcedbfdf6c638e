package httpbind

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// splitHeader splits a header that holds a list. Strings may be quoted; HTTP
// dates have a comma of their own.
func splitHeader(s string, m *schema.Member) ([]string, bool) {
	if strings.TrimSpace(s) == "" {
		return nil, true
	}
	e := element(m)
	if e.Shape.Kind == schema.Timestamp && reflectx.Format(e, schema.FormatHTTPDate) == schema.FormatHTTPDate {
		return splitDates(s)
	}
	var items []string
	for {
		s = strings.TrimLeft(s, " \t")
		var item string
		if strings.HasPrefix(s, `"`) && e.Shape.Kind == schema.String {
			var ok bool
			if item, s, ok = unquote(s[1:]); !ok {
				return nil, false
			}
		} else {
			n := strings.IndexByte(s, ',')
			if n < 0 {
				n = len(s)
			}
			item, s = strings.TrimRight(s[:n], " \t"), s[n:]
		}
		items = append(items, item)
		if s == "" {
			return items, true
		}
		s = s[1:] // the comma
	}
}

// unquote reads a quoted string behind its opening quote; rest starts at the
// comma behind it or is empty.
func unquote(s string) (item, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			if i++; i == len(s) {
				return "", "", false
			}
			b.WriteByte(s[i])
		case '"':
			rest = strings.TrimLeft(s[i+1:], " \t")
			return b.String(), rest, rest == "" || rest[0] == ','
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

func splitDates(s string) ([]string, bool) {
	parts := strings.Split(s, ",")
	if len(parts)%2 != 0 {
		return nil, false
	}
	items := make([]string, 0, len(parts)/2)
	for i := 0; i < len(parts); i += 2 {
		items = append(items, strings.TrimSpace(parts[i])+", "+strings.TrimSpace(parts[i+1]))
	}
	return items, true
}

// quote writes an item of a header list; those that would be split are quoted.
func quote(s string) string {
	if s != "" && !strings.ContainsAny(s, `,"`) && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// isJSONValue says whether a header holds a document: a string with a media type
// travels as base64.
func isJSONValue(m *schema.Member) bool {
	return m.MediaType != "" && m.Shape.Kind == schema.String
}

func decodeBase64(s string) ([]byte, error) { return base64.StdEncoding.Strict().DecodeString(s) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
