package website

import (
	"fmt"
	"html"
	"net/http"
	"strings"
)

// Failure is an error that a visitor sees.
type Failure struct {
	Status        int
	Code, Message string
	Details       [][2]string // BucketName, Key, ...
}

// Page is the HTML page of an error, as S3's website endpoints show it. custom
// is what kept the site's own error document from being shown; nil where it has
// none.
func Page(f, custom *Failure, requestID, hostID string) string {
	title := fmt.Sprintf("%d %s", f.Status, http.StatusText(f.Status))
	var b strings.Builder
	b.WriteString("<html>\n<head><title>" + title + "</title></head>\n<body>\n<h1>" + title + "</h1>\n<ul>\n")
	f.list(&b)
	item(&b, "RequestId", requestID)
	item(&b, "HostId", hostID)
	b.WriteString("</ul>\n")
	if custom != nil {
		b.WriteString("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n")
		custom.list(&b)
		b.WriteString("</ul>\n")
	}
	b.WriteString("<hr/>\n</body>\n</html>\n")
	return b.String()
}

func (f *Failure) list(b *strings.Builder) {
	item(b, "Code", f.Code)
	item(b, "Message", f.Message)
	for _, d := range f.Details {
		item(b, d[0], d[1])
	}
}

func item(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString("<li>" + name + ": " + html.EscapeString(value) + "</li>\n")
	}
}
