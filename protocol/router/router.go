// Package router finds the operation of a REST service that a request is for,
// by method, raw path, query literals and, where AWS tells operations apart no
// other way, by further parameters and headers.
//
// Paths are matched raw, as they came: "//", "%2F" and dots are part of S3's
// object keys. The rules are those of Smithy's http trait
// (https://smithy.io/2.0/spec/http-bindings.html#http-trait) with three
// habits of AWS's servers: a trailing slash after anything but a greedy label
// is ignored, unknown query parameters never matter, and neither does the
// x-id literal that SDKs send.
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

// ErrNoPath is returned where no operation has the path.
var ErrNoPath = errors.New("router: no operation has this path")

// ErrBadEscape is returned for a label that is not percent-encoded right.
var ErrBadEscape = errors.New("router: label is not percent-encoded correctly")

// MethodError is returned where operations have the path, but none with the
// method and parameters at hand.
type MethodError struct {
	Allow []string // the other methods that the path has, sorted
}

// Error implements error.
func (e *MethodError) Error() string {
	return "router: method not allowed, the path has " + strings.Join(e.Allow, ", ")
}

// maxLabels bounds the labels of one URI pattern; AWS's deepest have six.
const maxLabels = 16

// Router matches the requests of one service. It is immutable and safe for
// concurrent use.
type Router struct {
	root node
}

// New builds the router of a service from the URI patterns of all its
// operations, built or not. It fails when a pattern is malformed or two
// operations can't be told apart.
func New(s *schema.Service) (*Router, error) {
	r := &Router{}
	for _, op := range s.Operations {
		rule := rules[s.ID][op.Name]
		if rule.hidden {
			continue
		}
		if err := r.add(op, rule); err != nil {
			return nil, fmt.Errorf("router: %s: %s: %w", s.ID, op.Name, err)
		}
	}
	return r, nil
}

// Match finds the operation and its unescaped labels, keyed as in the URI
// pattern. rawPath is the escaped path; query and header may be nil. The error
// is [ErrNoPath], [ErrBadEscape] or a [*MethodError].
func (r *Router) Match(method, rawPath string, query url.Values, header http.Header) (*schema.Operation, map[string]string, error) {
	if !strings.HasPrefix(rawPath, "/") {
		return nil, nil, ErrNoPath
	}
	st := state{method: method, query: query, header: header}
	if rt := st.walk(&r.root, rawPath, 0); rt != nil {
		labels, err := st.labels(rt)
		if err != nil {
			return nil, nil, err
		}
		return rt.op, labels, nil
	}
	if !st.found {
		return nil, nil, ErrNoPath
	}
	slices.Sort(st.allow)
	return nil, nil, &MethodError{Allow: st.allow}
}

// state is one match under way.
type state struct {
	method string
	query  url.Values
	header http.Header
	raw    [maxLabels]string // captured labels, still escaped
	found  bool              // a route has the path
	allow  []string          // the other methods of routes with the path
}

// walk matches rest, which is empty or begins with a slash, below n, with depth
// labels captured so far. What is more specific is tried first.
func (s *state) walk(n *node, rest string, depth int) *route {
	if rest == "" || rest == "/" {
		return s.pick(n.routes)
	}
	seg, after := rest[1:], ""
	if i := strings.IndexByte(seg, '/'); i >= 0 {
		seg, after = seg[:i], seg[i:]
	}
	if child := n.literal(seg); child != nil {
		if rt := s.walk(child, after, depth); rt != nil {
			return rt
		}
	}
	if n.label != nil && seg != "" {
		s.raw[depth] = seg
		if rt := s.walk(n.label, after, depth+1); rt != nil {
			return rt
		}
	}
	for i := range n.greedy {
		g := &n.greedy[i]
		if body, ok := strings.CutSuffix(rest[1:], g.suffix); ok && body != "" {
			s.raw[depth] = body
			if rt := s.pick(g.routes); rt != nil {
				return rt
			}
		}
	}
	return nil
}

// pick takes the first route, in order of specificity, that the request meets.
func (s *state) pick(routes []route) *route {
	for i := range routes {
		if rt := &routes[i]; rt.method == s.method && rt.meets(s.query, s.header) {
			return rt
		}
	}
	for i := range routes {
		s.note(routes[i].method)
	}
	return nil
}

// note remembers a method for [MethodError].
func (s *state) note(method string) {
	s.found = true
	if method != s.method && !slices.Contains(s.allow, method) {
		s.allow = append(s.allow, method)
	}
}

// labels unescapes what was captured for the route.
func (s *state) labels(rt *route) (map[string]string, error) {
	if len(rt.labels) == 0 {
		return nil, nil
	}
	out := make(map[string]string, len(rt.labels))
	for i, name := range rt.labels {
		v, err := url.PathUnescape(s.raw[i])
		if err != nil {
			return nil, ErrBadEscape
		}
		out[name] = v
	}
	return out, nil
}
