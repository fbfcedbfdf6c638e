package router

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/protocol/schema"
)

// node is a place in the tree of path segments.
type node struct {
	literals map[string]*node
	label    *node
	greedy   []greedy // longest suffix first
	routes   []route  // most specific first
}

// greedy is a label that takes any number of segments, up to a literal suffix
// ("/policy" in "/instances/{name+}/policy"), which is mostly empty.
type greedy struct {
	suffix string
	routes []route
}

// route is what must hold, besides the path, for an operation.
type route struct {
	op     *schema.Operation
	method string
	labels []string // names, in the order of the path
	query  []param  // literals of the URI pattern
	need   rule     // and what the table of rules adds
}

// param is a query literal; without a value any will do.
type param struct{ name, value string }

// literal gives the child for a segment as it came.
func (n *node) literal(seg string) *node {
	if len(n.literals) == 0 {
		return nil
	}
	if strings.IndexByte(seg, '%') >= 0 {
		if plain, err := url.PathUnescape(seg); err == nil {
			seg = plain
		}
	}
	return n.literals[seg]
}

// meets tells whether query and header have what the route asks for.
func (rt *route) meets(query url.Values, header http.Header) bool {
	for _, p := range rt.query {
		v, ok := query[p.name]
		if !ok || p.value != "" && !slices.Contains(v, p.value) {
			return false
		}
	}
	for _, name := range rt.need.query {
		if !query.Has(name) {
			return false
		}
	}
	return rt.need.header == "" || header.Get(rt.need.header) != ""
}

// weight orders routes: query literals first, then the further rules.
func (rt *route) weight() int {
	w := 100*len(rt.query) + len(rt.need.query)
	if rt.need.header != "" {
		w++
	}
	return w
}

// conflicts tells whether no request could tell the routes apart.
func (rt *route) conflicts(o *route) bool {
	return rt.method == o.method && slices.Equal(rt.query, o.query) &&
		slices.Equal(rt.need.query, o.need.query) && rt.need.header == o.need.header
}

// add puts an operation into the tree.
func (r *Router) add(op *schema.Operation, need rule) error {
	path, query, _ := strings.Cut(op.URI, "?")
	if !strings.HasPrefix(path, "/") {
		return fmt.Errorf("URI pattern %q does not begin with a slash", op.URI)
	}
	rt := route{op: op, method: op.Method, query: literals(query), need: need}
	n := &r.root
	segs := strings.Split(strings.Trim(path, "/"), "/")
	for i, seg := range segs {
		if seg == "" {
			continue
		}
		name, isLabel := label(seg)
		if !isLabel {
			n = n.child(seg)
			continue
		}
		if rt.labels = append(rt.labels, strings.TrimSuffix(name, "+")); len(rt.labels) > maxLabels {
			return errors.New("too many labels")
		}
		if !strings.HasSuffix(name, "+") {
			if n.label == nil {
				n.label = &node{}
			}
			n = n.label
			continue
		}
		suffix := ""
		if i+1 < len(segs) {
			suffix = "/" + strings.Join(segs[i+1:], "/")
		}
		if strings.ContainsAny(suffix, "{}") {
			return errors.New("a label follows a greedy label")
		}
		return insert(n.suffix(suffix), rt)
	}
	return insert(&n.routes, rt)
}

// child gives the node of a literal segment.
func (n *node) child(seg string) *node {
	c := n.literals[seg]
	if c == nil {
		if n.literals == nil {
			n.literals = make(map[string]*node)
		}
		c = &node{}
		n.literals[seg] = c
	}
	return c
}

// suffix gives the routes of the greedy label with that literal suffix.
func (n *node) suffix(s string) *[]route {
	at, found := slices.BinarySearchFunc(n.greedy, s, func(g greedy, s string) int {
		if d := len(s) - len(g.suffix); d != 0 {
			return d
		}
		return strings.Compare(g.suffix, s)
	})
	if !found {
		n.greedy = slices.Insert(n.greedy, at, greedy{suffix: s})
	}
	return &n.greedy[at].routes
}

// insert adds a route in its order.
func insert(routes *[]route, rt route) error {
	at := len(*routes)
	for i := range *routes {
		o := &(*routes)[i]
		if o.conflicts(&rt) {
			return fmt.Errorf("can't be told from %s", o.op.Name)
		}
		if rt.weight() > o.weight() && i < at {
			at = i
		}
	}
	*routes = slices.Insert(*routes, at, rt)
	return nil
}

// label gives the name in a label segment, with the plus of a greedy one.
func label(seg string) (string, bool) {
	if len(seg) > 2 && seg[0] == '{' && seg[len(seg)-1] == '}' {
		return seg[1 : len(seg)-1], true
	}
	return "", false
}

// literals parses the query part of a URI pattern.
func literals(query string) []param {
	var out []param
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(pair, "=")
		if name != "" && name != "x-id" {
			out = append(out, param{name, value})
		}
	}
	return out
}
