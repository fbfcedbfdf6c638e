package sigv4

import "strings"

const upperHex = "0123456789ABCDEF"

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

func unhex(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func appendEscaped(b []byte, c byte) []byte {
	return append(b, '%', upperHex[c>>4], upperHex[c&15])
}

// escape is AWS's UriEncode of a path: slashes stay.
func escape(s string) string {
	for i := 0; ; i++ {
		if i == len(s) {
			return s
		}
		if !unreserved(s[i]) && s[i] != '/' {
			break
		}
	}
	b := make([]byte, 0, len(s)+16)
	for i := range len(s) {
		if c := s[i]; unreserved(c) || c == '/' {
			b = append(b, c)
		} else {
			b = appendEscaped(b, c)
		}
	}
	return string(b)
}

// reencode brings an encoded string into the canonical encoding: what may stand
// plain stands plain, everything else is %XX in upper case. In a path the
// slashes that were plain stay plain; in a query a plus is a space.
func reencode(s string, query bool) string {
	canonical := true
	for i := 0; i < len(s) && canonical; i++ {
		canonical = unreserved(s[i]) || !query && s[i] == '/'
	}
	if canonical {
		return s
	}
	b := make([]byte, 0, len(s)+16)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '/' && !query:
			b = append(b, c)
			continue
		case c == '+' && query:
			c = ' '
		case c == '%' && i+2 < len(s):
			hi, ok1 := unhex(s[i+1])
			lo, ok2 := unhex(s[i+2])
			if ok1 && ok2 {
				c = hi<<4 | lo
				i += 2
			}
		}
		if unreserved(c) {
			b = append(b, c)
		} else {
			b = appendEscaped(b, c)
		}
	}
	return string(b)
}

// normalise removes empty and dot segments as RFC 3986, section 6.2.2.3, has it;
// a slash at the end stays.
func normalise(path string) string {
	if !strings.Contains(path, "//") && !strings.Contains(path, "/.") {
		return path
	}
	var out []string
	segments := strings.Split(path, "/")
	for _, s := range segments {
		switch s {
		case "", ".":
		case "..":
			out = out[:max(0, len(out)-1)]
		default:
			out = append(out, s)
		}
	}
	last := segments[len(segments)-1]
	if len(out) == 0 {
		return "/"
	}
	end := ""
	if last == "" || last == "." || last == ".." {
		end = "/"
	}
	return "/" + strings.Join(out, "/") + end
}
