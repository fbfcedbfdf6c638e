package website

import (
	"errors"
	"strings"
	"testing"
)

func TestKeys(t *testing.T) {
	c := &Config{Index: "index.html"}
	for key, want := range map[string][2]string{
		"": {"index.html", ""}, "a/": {"a/index.html", ""}, "a": {"a", "a/index.html"}, "a/b.html": {"a/b.html", "a/b.html/index.html"},
	} {
		if got := [2]string{c.KeyOf(key), c.FolderIndex(key)}; got != want {
			t.Errorf("%q: got %q, want %q", key, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	c := &Config{Index: "i", Rules: []Rule{
		{Prefix: "docs/", ReplacePrefix: new("documents/")},
		{Prefix: "images/", ReplaceKey: new("gone.html?why=1"), Code: 307},
		{Status: 404, Host: "old.example", Protocol: "https", ReplacePrefix: new("report-404/")},
		{Status: 403, Prefix: "x", Host: "login.example"},
	}}
	for _, m := range []struct {
		key, query string
		status     int
		want       string
		code       int
	}{
		{"docs/a b", "", 0, "http://site.example/documents/a%20b", 301},
		{"docs/", "q=1", 0, "http://site.example/documents/?q=1", 301},
		{"images/cat.png", "", 0, "http://site.example/gone.html?why=1", 307},
		{"other", "", 0, "", 0},
		{"docs/a", "", 404, "https://old.example/report-404/docs/a", 301},
		{"x/y", "", 403, "http://login.example/x/y", 301},
		{"y", "", 403, "", 0},
		{"docs/a\r\nSet-Cookie: b", "", 0, "http://site.example/documents/a%0D%0ASet-Cookie:%20b", 301},
		{"docs/a?b", "", 0, "http://site.example/documents/a%3Fb", 301},
	} {
		got := c.Match(Request{Scheme: "http", Host: "site.example", Key: m.key, Query: m.query}, m.status)
		if got == nil {
			got = &Redirect{}
		}
		if got.Location != m.want || got.Status != m.code {
			t.Errorf("%q %d: got %+v, want %d %s", m.key, m.status, got, m.code, m.want)
		}
	}
}

func TestFolder(t *testing.T) {
	if got := Folder(Request{Key: "/evil.example"}); got.Location != "/evil.example/" || got.Status != 302 {
		t.Errorf("got %+v, which may leave the site", got)
	}
}

func TestValidate(t *testing.T) {
	many := make([]Rule, 51)
	for i := range many {
		many[i].Host = "h"
	}
	for name, bad := range map[string]Config{
		"InvalidArgument":   {},
		"InvalidArgument ":  {Index: "a/b"},
		"InvalidArgument  ": {Index: "i", RedirectAll: &Target{Host: "h"}},
		"MalformedXML":      {RedirectAll: &Target{}},
		"InvalidRequest":    {RedirectAll: &Target{Host: "h", Protocol: "ftp"}},
		"InvalidRequest ":   {Index: "i", Rules: many},
		"InvalidRequest  ":  {Index: "i", Rules: []Rule{{Status: 200, Host: "h"}}},
		"InvalidRequest   ": {Index: "i", Rules: []Rule{{Code: 300}}},
		"InvalidRequest   .": {Index: "i", Rules: []Rule{{
			ReplaceKey: new("a"), ReplacePrefix: new("b"),
		}}},
		"MalformedXML ": {Index: "i", Rules: []Rule{{Prefix: "a"}}},
	} {
		err := bad.Validate()
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != strings.TrimRight(name, " .") {
			t.Errorf("%+v: got %v, want %s", bad, err, name)
		}
	}
	for _, good := range []Config{
		{Index: "index.html", Error: "e.html", Rules: []Rule{{Status: 404, Code: 302, ReplaceKey: new("")}}},
		{RedirectAll: &Target{Host: "h", Protocol: "https"}},
	} {
		if err := good.Validate(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
}

func TestPage(t *testing.T) {
	f := &Failure{404, "NoSuchKey", "The specified key does not exist.", [][2]string{{"Key", "<script>"}}}
	page := Page(f, &Failure{Status: 403, Code: "AccessDenied"}, "id", "host")
	for _, want := range []string{"<title>404 Not Found</title>", "<li>Key: &lt;script&gt;</li>", "Custom Error Document", "<li>Code: AccessDenied</li>", "<li>RequestId: id</li>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in %s", want, page)
		}
	}
	if strings.Contains(Page(f, nil, "", ""), "Custom") {
		t.Error("a page without custom error document speaks of one")
	}
}
