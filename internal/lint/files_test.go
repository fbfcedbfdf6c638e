package lint

import (
	"regexp"
	"strings"
	"testing"
)

const maxLines = 500

func TestFileLength(t *testing.T) {
	for _, f := range tree(t) {
		if n := strings.Count(f.source, "\n"); n > maxLines && !f.generated() {
			t.Errorf("%s has %d lines: nobody wants to open a file of more than %d, split it", f.path, n, maxLines)
		}
	}
}

func TestPackageDocs(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range tree(t) {
		if f.test() {
			continue
		}
		documented[f.dir] = documented[f.dir] || f.syntax.Doc != nil
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no comment: a newcomer should learn in a line what it is for", dir)
		}
	}
}

func TestGeneratedMarker(t *testing.T) {
	marker := regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	for _, f := range tree(t) {
		if has := marker.MatchString(f.source); has != f.generated() {
			t.Errorf("%s: the marker line of generated code and the ending _gen.go go together", f.path)
		}
	}
}

func TestNoInit(t *testing.T) {
	init := regexp.MustCompile(`(?m)^func init\(\)`)
	for _, f := range tree(t) {
		if init.MatchString(f.source) {
			t.Errorf("%s has an init function: what happens at start is called from cmd, in plain sight", f.path)
		}
	}
}
