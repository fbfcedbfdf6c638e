package frame

import (
	"net/http"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Complete fills in what the generated tables leave out (wire names that equal
// the member's name, the Go types of all shapes but structures) and makes header
// names canonical.
func Complete(s *schema.Service) *schema.Service {
	seen := map[*schema.Shape]bool{}
	for _, op := range s.Operations {
		if op.Input == nil {
			continue
		}
		complete(op.Input, seen)
		complete(op.Output, seen)
		for _, e := range op.Errors {
			complete(e, seen)
		}
	}
	return s
}

func complete(s *schema.Shape, seen map[*schema.Shape]bool) {
	if seen[s] {
		return
	}
	seen[s] = true
	for i := range s.Members {
		completeMember(&s.Members[i], seen)
	}
	for _, m := range []*schema.Member{s.Key, s.Elem} {
		if m != nil {
			completeMember(m, seen)
		}
	}
	if s.Type == nil {
		s.Type = TypeOf(s)
	}
}

func completeMember(m *schema.Member, seen map[*schema.Shape]bool) {
	if m.Wire == "" {
		m.Wire = m.Name
	}
	if m.In == schema.InHeader { // so that the codecs look it up without work
		m.Wire = http.CanonicalHeaderKey(m.Wire)
	}
	complete(m.Shape, seen)
}
