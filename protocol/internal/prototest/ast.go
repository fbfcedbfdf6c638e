package prototest

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// ast is Smithy's JSON AST, as far as it is needed:
// https://smithy.io/2.0/spec/json-ast.html
type ast struct {
	Shapes map[string]*astShape `json:"shapes"`
}

type astShape struct {
	Type       string                `json:"type"`
	Version    string                `json:"version"`
	Traits     traits                `json:"traits"`
	Members    map[string]*astMember `json:"members"`
	Mixins     []ref                 `json:"mixins"`
	Member     *astMember            `json:"member"`
	Key        *astMember            `json:"key"`
	Value      *astMember            `json:"value"`
	Input      ref                   `json:"input"`
	Output     ref                   `json:"output"`
	Errors     []ref                 `json:"errors"`
	Operations []ref                 `json:"operations"`
	Resources  []ref                 `json:"resources"`
}

type astMember struct {
	Target string `json:"target"`
	Traits traits `json:"traits"`
}

type ref struct {
	Target string `json:"target"`
}

type traits map[string]json.RawMessage

func (t traits) has(name string) bool { return t[name] != nil }

// read reads a trait into v and says whether it is there.
func (t traits) read(name string, v any) bool {
	return t[name] != nil && json.Unmarshal(t[name], v) == nil
}

func (t traits) text(name string) string {
	var s string
	t.read(name, &s)
	return s
}

func load(t testing.TB) *ast {
	t.Helper()
	path := os.Getenv("CUMULET_PROTOCOL_TESTS")
	if path == "" {
		_, file, _, _ := runtime.Caller(0)
		root := filepath.Join(filepath.Dir(file), "..", "..", "..")
		path = filepath.Join(root, "..", "shared", "protocol-tests", "smithy-aws-protocol-tests.json")
	}
	data, err := os.ReadFile(path) //nolint:gosec // the tester names the file
	if err != nil {
		need(t, "no protocol tests (set CUMULET_PROTOCOL_TESTS to Smithy's JSON AST): %v", err)
	}
	a := new(ast)
	if err := json.Unmarshal(data, a); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, s := range a.Shapes {
		a.mix(s)
	}
	return a
}

// mix takes the traits and members of mixins into s; traits of a member of s that has no
// target are laid over the mixin's.
func (a *ast) mix(s *astShape) {
	mixins := s.Mixins
	s.Mixins = nil
	for _, m := range mixins {
		from := a.Shapes[m.Target]
		if from == nil {
			continue
		}
		a.mix(from)
		for name, value := range from.Traits {
			if name == "smithy.api#mixin" || s.Traits.has(name) {
				continue
			}
			if s.Traits == nil {
				s.Traits = traits{}
			}
			s.Traits[name] = value
		}
		for name, inherited := range from.Members {
			c := astMember{Target: inherited.Target, Traits: maps.Clone(inherited.Traits)}
			if own := s.Members[name]; own != nil {
				if c.Traits == nil {
					c.Traits = traits{}
				}
				maps.Copy(c.Traits, own.Traits)
			}
			if s.Members == nil {
				s.Members = map[string]*astMember{}
			}
			s.Members[name] = &c
		}
	}
}

// prelude gives the type of one of Smithy's own simple shapes, "" for others.
func prelude(id string) string {
	name, ok := strings.CutPrefix(id, "smithy.api#")
	if !ok {
		return ""
	}
	name = strings.TrimPrefix(name, "Primitive")
	switch name {
	case "Unit":
		return "structure"
	case "BigInteger", "BigDecimal":
		return strings.ToLower(name[:1]) + name[1:]
	}
	return strings.ToLower(name)
}
