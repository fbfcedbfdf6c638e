// Package queryform reads the forms of the two Query protocols: flat parameters
// with dotted names ("Tags.member.1.Key") that stand for structures.
package queryform

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
)

// maxDepth bounds the parts of a parameter's name; parameters with more are
// skipped, as unknown ones are.
const maxDepth = 64

// Parameters gives the parameters of a request: those of the query string and, for
// a POST, of the body, which win. Where the gateway has parsed them already (there
// is an Action), that is taken. A form that can't be read gives
// MalformedQueryString (400).
func Parameters(r *protocol.Request) (url.Values, error) {
	if r.Query.Has("Action") {
		return r.Query, nil
	}
	body, err := httpbind.ReadBody(r)
	if err != nil {
		return nil, err
	}
	posted, err := url.ParseQuery(string(body))
	if err != nil {
		e := protocol.Errorf(http.StatusBadRequest, "MalformedQueryString", "The query string contains a syntax error")
		e.Cause = err
		return nil, e
	}
	for name, values := range r.Query {
		if !posted.Has(name) {
			posted[name] = values
		}
	}
	return posted, nil
}

// node is a part of the tree that dotted names make.
type node struct {
	value    string
	set      bool // there is a value
	children map[string]*node
}

// parse makes the tree.
func parse(form url.Values) *node {
	root := &node{}
	for name, values := range form {
		if len(values) > 0 && strings.Count(name, ".") < maxDepth {
			n := root.at(name)
			n.value, n.set = values[0], true
		}
	}
	return root
}

// at gives the node with a dotted name, made if need be.
func (n *node) at(name string) *node {
	for name != "" {
		var part string
		part, name, _ = strings.Cut(name, ".")
		c := n.children[part]
		if c == nil {
			if n.children == nil {
				n.children = make(map[string]*node)
			}
			c = &node{}
			n.children[part] = c
		}
		n = c
	}
	return n
}

// find gives the node with a dotted name, or nil.
func (n *node) find(name string) *node {
	for name != "" && n != nil {
		var part string
		part, name, _ = strings.Cut(name, ".")
		n = n.children[part]
	}
	return n
}

// numbered gives the children that are numbers, in order; gaps don't matter.
func (n *node) numbered() []*node {
	if n == nil {
		return nil
	}
	type item struct {
		at   int
		node *node
	}
	items := make([]item, 0, len(n.children))
	for name, c := range n.children {
		if at, err := strconv.Atoi(name); err == nil && at >= 0 {
			items = append(items, item{at, c})
		}
	}
	slices.SortFunc(items, func(a, b item) int { return a.at - b.at })
	out := make([]*node, len(items))
	for i := range items {
		out[i] = items[i].node
	}
	return out
}
