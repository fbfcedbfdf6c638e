package ec2

import "testing"

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true}, {"", "a", false}, {"a", "a", true}, {"a", "A", false}, {"*", "", true}, {"*", "abc", true},
		{"a*c", "abbc", true}, {"a*c", "abcd", false}, {"a?c", "abc", true}, {"a?c", "ac", false},
		{"*a*b", "xaxxab", true}, {"*a*b", "xaxxa", false}, {`a\*`, "a*", true}, {`a\*`, "ab", false}, {`*\?`, "is it?", true},
	} {
		if got := glob(c.pattern, c.s); got != c.want {
			t.Errorf("glob(%q, %q) = %v", c.pattern, c.s, got)
		}
	}
}

func TestZonePrefix(t *testing.T) {
	for region, want := range map[string]string{
		"eu-west-3": "euw3", "us-east-1": "use1", "ap-southeast-2": "apse2", "ap-northeast-3": "apne3", "ca-central-1": "cac1",
		"il-central-1": "ilc1", "me-south-1": "mes1", "us-gov-west-1": "usgw1", "eu-west-12": "euw12",
	} {
		if got := zonePrefix(region); got != want {
			t.Errorf("%s: got %s, want %s", region, got, want)
		}
	}
}
