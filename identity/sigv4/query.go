package sigv4

import (
	"net/url"
	"slices"
	"strings"
)

// pair is a query parameter as it was sent, still encoded.
type pair struct{ key, value string }

// pairs splits a raw query. Unlike url.ParseQuery it keeps what it can't decode
// and treats the semicolon as an ordinary character, as AWS does.
func pairs(raw string) []pair {
	var out []pair
	for part := range strings.SplitSeq(raw, "&") {
		if part != "" {
			k, v, _ := strings.Cut(part, "=")
			out = append(out, pair{k, v})
		}
	}
	return out
}

// param gives a decoded parameter; n is how often it is there.
func param(list []pair, name string) (value string, n int) {
	for _, p := range list {
		if p.key != name {
			if k, err := url.QueryUnescape(p.key); err != nil || k != name {
				continue
			}
		}
		if n++; n == 1 {
			v, err := url.QueryUnescape(p.value)
			if err != nil {
				v = p.value
			}
			value = v
		}
	}
	return value, n
}

// canonicalQuery writes the sorted query without the parameter skip. With raw
// the pairs stay as they were sent; some clients sign them so.
func canonicalQuery(list []pair, skip string, raw bool) string {
	if len(list) == 0 {
		return ""
	}
	out := make([]pair, 0, len(list))
	for _, p := range list {
		if skip != "" && p.key == skip {
			continue
		}
		if !raw {
			p = pair{reencode(p.key, true), reencode(p.value, true)}
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b pair) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	var b strings.Builder
	for i, p := range out {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.key)
		b.WriteByte('=')
		b.WriteString(p.value)
	}
	return b.String()
}
