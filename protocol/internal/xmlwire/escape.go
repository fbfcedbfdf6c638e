package xmlwire

import "unicode/utf8"

// AppendEscaped writes text for an element or an attribute. Carriage returns
// become references, since a reader would turn them into line feeds; characters
// that XML can't hold become U+FFFD.
func AppendEscaped(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf && !special[c] {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if esc := escape(r, n); esc != "" {
			b = append(append(b, s[from:i]...), esc...)
			from = i + n
		}
		i += n
	}
	return append(b, s[from:]...)
}

// special marks the ASCII characters that [escape] looks at.
var special = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = escape(rune(c), 1) != ""
	}
	return t
}()

func escape(r rune, n int) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	case '\r':
		return "&#13;"
	case '\t', '\n':
		return ""
	}
	if r < ' ' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError && n == 1 {
		return "\uFFFD"
	}
	return ""
}
