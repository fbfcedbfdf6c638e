package website

import (
	"net/http"
	"net/url"
	"strings"
)

// Request is what a visitor asked for.
type Request struct {
	Scheme, Host string // as the visitor named them
	Key          string // unescaped path, without the first slash
	Query        string
}

// Redirect is an answer that sends the visitor elsewhere.
type Redirect struct {
	Status   int
	Location string
}

// KeyOf gives the object that a path stands for: folders, and the site itself,
// stand for their index document.
func (c *Config) KeyOf(key string) string {
	if key == "" || strings.HasSuffix(key, "/") {
		return key + c.Index
	}
	return key
}

// FolderIndex is the index document of a path that might be a folder named
// without its slash; "" where it can't be one.
func (c *Config) FolderIndex(key string) string {
	if key == "" || strings.HasSuffix(key, "/") {
		return ""
	}
	return key + "/" + c.Index
}

// All is the redirect of every request, nil where the site has its own pages.
func (c *Config) All(r Request) *Redirect {
	if c.RedirectAll == nil {
		return nil
	}
	scheme := c.RedirectAll.Protocol
	if scheme == "" {
		scheme = r.Scheme
	}
	path, query := r.Key, ""
	if r.Query != "" {
		query = "?" + r.Query
	}
	// A host may come with a path of its own.
	return &Redirect{http.StatusMovedPermanently, scheme + "://" + strings.TrimSuffix(c.RedirectAll.Host, "/") + "/" + escape(path) + query}
}

// Match finds the first rule for a request. status is 0 before the object was
// looked for, when only rules without an error status count, and then the
// status of the error, when only those with one do.
func (c *Config) Match(r Request, status int) *Redirect {
	for i := range c.Rules {
		rule := &c.Rules[i]
		if rule.Status == status && strings.HasPrefix(r.Key, rule.Prefix) {
			return rule.redirect(r)
		}
	}
	return nil
}

func (rule *Rule) redirect(r Request) *Redirect {
	scheme, host, code := rule.Protocol, rule.Host, rule.Code
	if scheme == "" {
		scheme = r.Scheme
	}
	if host == "" {
		host = r.Host
	}
	if code == 0 {
		code = http.StatusMovedPermanently
	}
	var path string
	switch {
	case rule.ReplaceKey != nil: // may have a query or a fragment of its own
		end := len(*rule.ReplaceKey)
		if i := strings.IndexAny(*rule.ReplaceKey, "?#"); i >= 0 {
			end = i
		}
		path = escape((*rule.ReplaceKey)[:end]) + (*rule.ReplaceKey)[end:]
	case rule.ReplacePrefix != nil:
		path = escape(*rule.ReplacePrefix + strings.TrimPrefix(r.Key, rule.Prefix))
	default:
		path = escape(r.Key)
	}
	query := ""
	if r.Query != "" {
		query = "?" + r.Query
	}
	return &Redirect{code, scheme + "://" + host + "/" + path + query}
}

// Folder sends the visitor to a folder named with its slash. It stays on the
// site: the path is absolute and begins with one slash.
func Folder(r Request) *Redirect {
	return &Redirect{http.StatusFound, "/" + escape(strings.TrimLeft(r.Key, "/")) + "/"}
}

// escape writes a key into a URL's path.
func escape(key string) string {
	return strings.TrimPrefix((&url.URL{Path: "/" + key}).EscapedPath(), "/")
}
