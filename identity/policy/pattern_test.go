package policy

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		fold, want bool
	}{
		{"*", "", false, true},
		{"*", "anything", false, true},
		{"", "", false, true},
		{"", "a", false, false},
		{"a", "a", false, true},
		{"a", "A", false, false},
		{"a", "A", true, true},
		{"s3:Get*", "s3:getobject", true, true},
		{"s3:Get*", "s3:putobject", true, false},
		{"a*b*c", "aXXbYYc", false, true},
		{"a*b*c", "aXXbYYcd", false, false},
		{"a*b*c", "abcbc", false, true},
		{"*bc", "abcabc", false, true},
		{"a?c", "abc", false, true},
		{"a?c", "ac", false, false},
		{"a?c", "aéc", false, true},
		{"*??", "€", false, false},
		{"?", "", false, false},
		{"*?", "", false, false},
		{"*?*", "x", false, true},
		{"a**b", "ab", false, true},
		{"a.c", "abc", false, false},
		{"iam:*AccessKey*", "iam:CreateAccessKey", true, true},
		{"*a*a*a*b", strings.Repeat("a", 500), false, false},
	} {
		p, msg := compilePattern(c.pattern, true, false)
		if msg != "" {
			t.Fatal(msg)
		}
		if got := glob(p.toks, c.s, c.fold); got != c.want {
			t.Errorf("%q on %q: %v", c.pattern, c.s, got)
		}
	}
}

func TestARN(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"*", "*", true},
		{"*", "arn:aws:s3:::b", true},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b:c", true},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b", false},
		{"arn:aws:s3:::b*", "arn:aws:s3:::bucket/key", true},
		{"arn:aws:s3:::B", "arn:aws:s3:::b", false},
		{"arn:aws:sqs:*:123456789012:q", "arn:aws:sqs:eu-west-3:123456789012:q", true},
		{"arn:aws:sqs:*:123456789012:q", "arn:aws:sqs:eu-west-3:999999999999:x:123456789012:q", false},
		{"arn:aws:s3:*", "arn:aws:s3:::b/k", true},
		{"arn:aws:*", "arn:aws:sqs:r:1:q", true},
		{"arn:aws:s3:*", "arn:aws:sqs:r:1:q", false},
		{"arn:aws:s3:*", "arn:aws:s3", false},
		{"arn:aws:s3:::b", "*", false},
		{"arn:*:s3:::b", "arn:aws:s3:::b", true},
	} {
		a, msg := compileARN(c.pattern, false)
		if msg != "" {
			t.Fatal(msg)
		}
		if got := a.match(c.s, &Request{}); got != c.want {
			t.Errorf("%q on %q: %v", c.pattern, c.s, got)
		}
	}
	for _, bad := range []string{"", "b", "arn:aws:s3:::", "bucket/*", "s3:::b:x:y"} {
		if _, msg := compileARN(bad, false); (msg == "") != (bad == "arn:aws:s3:::") {
			t.Errorf("%q: %q", bad, msg)
		}
	}
}

func TestVariables(t *testing.T) {
	r := &Request{Caller: &Caller{}, Contexts: [3]Context{{
		"aws:username": {"ann"}, "aws:PrincipalTag/star": {"*"}, "aws:TagKeys": {"a", "b"},
	}}}
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"home/${aws:username}/*", "home/ann/x", true},
		{"home/${aws:UserName}/*", "home/ann/x", true},
		{"home/${aws:username}/*", "home/bob/x", false},
		{"${aws:PrincipalTag/star}", "anything", false},
		{"${aws:PrincipalTag/star}", "*", true},
		{"${aws:PrincipalTag/team, 'none'}", "none", true},
		{"${aws:PrincipalTag/team,'none'}-*", "none-x", true},
		{"${aws:PrincipalTag/team}", "", false},
		{"${aws:TagKeys}", "a", false},
		{"a${*}b", "a*b", true},
		{"a${*}b", "axb", false},
		{"a${?}b", "a?b", true},
		{"${$}{x}", "${x}", true},
		{"$x", "$x", true},
	} {
		p, msg := compilePattern(c.pattern, true, true)
		if msg != "" {
			t.Fatal(msg)
		}
		if got := p.match(c.s, false, r); got != c.want {
			t.Errorf("%q on %q: %v", c.pattern, c.s, got)
		}
	}
	for _, bad := range []string{"${aws:username", "${}", "${user}", "${aws:username, none}", "${a:${b}}"} {
		if _, msg := compilePattern(bad, true, true); msg == "" {
			t.Errorf("%q was taken", bad)
		}
	}
}

// FuzzGlob compares with a regular expression.
func FuzzGlob(f *testing.F) {
	for _, s := range [][2]string{{"a*b?c", "axxbyc"}, {"*", ""}, {"**a", "ba"}, {"?é*", "xéz"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, s string) {
		p, _ := compilePattern(pattern, true, false)
		if len(pattern) > 64 || len(s) > 256 || !utf8.ValidString(pattern) || !utf8.ValidString(s) {
			glob(p.toks, s, true) // must end
			return
		}
		re := regexp.QuoteMeta(pattern)
		re = strings.ReplaceAll(strings.ReplaceAll(re, `\*`, `(?s:.*)`), `\?`, `(?s:.)`)
		if want := regexp.MustCompile(`\A` + re + `\z`).MatchString(s); want != glob(p.toks, s, false) {
			t.Errorf("%q on %q: want %v", pattern, s, want)
		}
	})
}
