package prototest

import (
	"strings"
	"testing"
)

// TestSkippedExist demands that each skipped test exists: one that was renamed
// must not stay in the list.
func TestSkippedExist(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range load(t).Shapes {
		var requests []requestTest
		var responses []responseTest
		var malformed []malformedTest
		s.Traits.read("smithy.test#httpRequestTests", &requests)
		s.Traits.read("smithy.test#httpResponseTests", &responses)
		s.Traits.read("smithy.test#httpMalformedRequestTests", &malformed)
		for _, tc := range requests {
			ids["request/"+tc.ID] = true
		}
		for _, tc := range responses {
			ids["response/"+tc.ID] = true
		}
		for _, tc := range malformed {
			ids["malformed/"+tc.ID] = true
		}
	}
	for name, reason := range skipped {
		if kind, _, _ := strings.Cut(name, "/"); !ids[name] && kind != "input" && kind != "output" {
			t.Errorf("%s: no such test", name)
		}
		if reason == "" {
			t.Errorf("%s: no reason", name)
		}
	}
}

func TestTree(t *testing.T) {
	const doc = `<A xmlns="urn:a"><B>1</B><C x="1" y="2"> t </C><B>2</B></A>`
	same, err := tree(`<A xmlns="urn:a">`+"\n"+`<C y="2" x="1"> t </C><B>1</B><B>2</B></A>`, true)
	if want, err2 := tree(doc, true); err != nil || err2 != nil || same != want {
		t.Errorf("%q, want %q (%v, %v)", same, want, err, err2)
	}
	for _, other := range []string{
		`<A><B>1</B><C x="1" y="2"> t </C><B>2</B></A>`,
		`<A xmlns="urn:a"><B>2</B><C x="1" y="2"> t </C><B>1</B></A>`,
		`<A xmlns="urn:a"><B>1</B><C x="1"> t </C><B>2</B></A>`,
		`<A xmlns="urn:a"><B>1</B><C x="1" y="2">t</C><B>2</B></A>`,
	} {
		if got, err := tree(other, true); err == nil && got == same {
			t.Errorf("%s is taken for %s", other, doc)
		}
	}
}
