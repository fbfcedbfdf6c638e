package wire

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Snapshots checks the request snapshots of an SDK module. skip names operations
// with the reason why their snapshots are left out.
func Snapshots(t *testing.T, api *API, module string, skip map[string]string) {
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", module).Output() //nolint:gosec // a module named by a test
	if err != nil {
		t.Fatalf("find %s: %v", module, err)
	}
	files, _ := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "request_snapshot", "*.request.snap"))
	left := 0
	for _, op := range api.Schema.Operations {
		if op.Input != nil {
			left++
		}
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".request.snap")
		op := api.Schema.Operation(name)
		if op == nil || op.Input == nil && api.router == nil {
			continue // newer than the model, or not built and nothing to route
		}
		if reason := skip[name]; reason != "" {
			t.Logf("%s: left out: %s", name, reason)
			continue
		}
		if op.Input != nil {
			left--
		}
		t.Run(name, func(t *testing.T) { snapshot(t, api, op, file) })
	}
	if left != 0 {
		t.Errorf("%d built operations have no snapshot in %s", left, dir)
	}
}

func snapshot(t *testing.T, api *API, op *schema.Operation, file string) {
	r, raw, err := readSnapshot(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(op.URI, "/{Bucket}") { // it was in the host, which the snapshots lack
		r.URL, err = url.Parse("/__Bucket__" + r.URL.String())
		if err != nil {
			t.Fatal(err)
		}
	}
	req, found, err := api.route(r)
	if err != nil || found != op {
		t.Fatalf("routes to %v: %v", found, err)
	}
	if op.Input == nil {
		return
	}
	in, err := api.decode(req, op)
	if err != nil {
		t.Fatal(err)
	}
	decoded := Tree(in)
	delete(decoded, ".contentlength") // the snapshots lack the header
	want, err := countSent(req, op, raw, api.router == nil)
	if strings.Contains(r.Header.Get("Content-Type"), "json") && api.router == nil {
		want, err = countJSON(raw)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(decoded) != want {
		t.Errorf("%d values were sent, %d were decoded: %v\n%s %s\n%v\n%s",
			want, len(decoded), decoded, r.Method, r.URL, r.Header, raw)
	}
}

// readSnapshot parses a snapshot: a request line without version, an empty line,
// header lines, an empty line, the body.
func readSnapshot(file string) (*http.Request, string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, "", err
	}
	// A number in botocore's model, a string in the SDK's.
	text := strings.ReplaceAll(string(data), "__PartNumberMarker__", "7")
	line, rest, _ := strings.Cut(text, "\n")
	message := line + " HTTP/1.1\r\nHost: localhost\r\n" + strings.TrimPrefix(rest, "\n")
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(message)))
	if err != nil {
		return nil, "", err
	}
	_, raw, _ := strings.Cut(strings.TrimPrefix(rest, "\n"), "\n\n")
	if strings.HasPrefix(rest, "\n\n") { // no headers
		raw = strings.TrimPrefix(rest, "\n\n")
	}
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(raw)), int64(len(raw))
	return r, raw, nil
}

// countSent counts the values that a request carries, each of which must show in
// the decoded input.
func countSent(r *protocol.Request, op *schema.Operation, raw string, form bool) (int, error) {
	if form {
		return len(r.Query) - 2, nil // Action, Version
	}
	n := len(r.Labels)
	_, literal, _ := strings.Cut(op.URI, "?")
	fixed, err := url.ParseQuery(literal)
	if err != nil {
		return 0, err
	}
	for name, values := range r.Query {
		if !fixed.Has(name) && name != "x-id" {
			n += len(values)
		}
	}
	structured := false
	if p := op.Input.Payload; p > 0 {
		structured = op.Input.Members[p-1].Shape.Kind == schema.Structure
	}
	for name, values := range r.HTTP.Header {
		if name != "Content-Type" || !structured && bindsHeader(op.Input, name) {
			n += len(values)
		}
	}
	if raw != "" && !structured {
		return n + 1, nil
	}
	leaves, err := countXML(raw)
	return n + leaves, err
}

// countJSON counts the values that are neither objects nor lists.
func countJSON(raw string) (int, error) {
	var v any
	if raw == "" {
		return 0, nil
	}
	err := json.Unmarshal([]byte(raw), &v)
	return jsonLeaves(v), err
}

func jsonLeaves(v any) (n int) {
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			n += jsonLeaves(x)
		}
		return n
	case []any:
		for _, x := range v {
			n += jsonLeaves(x)
		}
		return n
	}
	return 1
}

func bindsHeader(s *schema.Shape, name string) bool {
	for _, m := range s.Members {
		if m.In == schema.InHeader && http.CanonicalHeaderKey(m.Wire) == name {
			return true
		}
	}
	return false
}

// countXML counts the elements without children and the attributes.
func countXML(raw string) (int, error) {
	d := xml.NewDecoder(strings.NewReader(raw))
	n, leaf := 0, false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return 0, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			leaf = true
			for _, a := range token.Attr {
				if a.Name.Local != "xmlns" && a.Name.Space != "xmlns" {
					n++
				}
			}
		case xml.EndElement:
			if leaf {
				n++
			}
			leaf = false
		}
	}
}
