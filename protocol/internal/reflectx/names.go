package reflectx

import (
	"sync"

	"github.com/cumulet/cumulet/protocol/schema"
)

// Names finds the members of structures by wire name. It fills itself, once a
// shape, and is safe for use by many goroutines. A codec holds one.
type Names struct {
	// All also finds members that are bound to HTTP elsewhere than to the body:
	// below the top of a message, and in RPC protocols, bindings mean nothing.
	All    bool
	shapes sync.Map // *schema.Shape > map[string]int
}

// Of gives the members of s by the name that key returns, as indices. The map is
// shared: it must not be changed.
func (n *Names) Of(s *schema.Shape, key func(*schema.Member) string) map[string]int {
	if m, ok := n.shapes.Load(s); ok {
		return m.(map[string]int)
	}
	names := make(map[string]int, len(s.Members))
	for i := range s.Members {
		if m := &s.Members[i]; n.All || m.In == schema.InBody {
			names[key(m)] = i
		}
	}
	m, _ := n.shapes.LoadOrStore(s, names)
	return m.(map[string]int)
}
