package sqs

import "testing"

// FuzzNames feeds the parsers of what clients write: URLs, ARNs, task handles,
// policies of redrive.
func FuzzNames(f *testing.F) {
	for _, s := range []string{
		"http://localhost:4566/123456789012/q", "arn:aws:sqs:eu-west-3:123456789012:q", handle{"1", "arn"}.String(),
		`{"deadLetterTargetArn":"arn:aws:sqs:eu-west-3:123456789012:q","maxReceiveCount":"3"}`, `{"redrivePermission":"denyAll"}`,
		`{"Statement":{"Sid":"a"}}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := byURL(t.Context(), &s); err == nil && (p.name == "" || len(p.account) != 12) {
			t.Errorf("%q reads as %+v", s, p)
		}
		if p, ok := byARN(s); ok && p.arn() != s {
			t.Errorf("%q reads as %+v", s, p)
		}
		if h, err := parseHandle(s); err == nil && h.TaskID == "" {
			t.Errorf("%q reads as an empty handle", s)
		}
		for _, normal := range []func(string) (string, error){normalRedrive, normalRedriveAllow} {
			if text, err := normal(s); err == nil {
				if again, err := normal(text); err != nil || again != text {
					t.Errorf("%q becomes %q, then %q, %v", s, text, again, err)
				}
			}
		}
		if doc, err := readPolicy(s, place{}); err == nil && doc == nil {
			t.Errorf("%q gives no policy", s)
		}
	})
}
