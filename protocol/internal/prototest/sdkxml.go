package prototest

import (
	"regexp"
	"strings"

	"github.com/cumulet/cumulet/protocol/schema"
)

var (
	prolog    = regexp.MustCompile(`^\s*<\?[^>]*\?>\s*`)
	rootStart = regexp.MustCompile(`^<[^>]*>`)
	rootEnd   = regexp.MustCompile(`</[^>]*>\s*$`)
	idElement = regexp.MustCompile(`<(requestId|RequestId|RequestID)>[^<]*</(requestId|RequestId|RequestID)>`)
	metadata  = regexp.MustCompile(`<ResponseMetadata>\s*</ResponseMetadata>`)
)

// asRead takes out of an answer in XML what the SDK's clients skip, so that its
// tests name it in any way they like: the root element's name and namespace, the
// request id, and the element around a result.
func asRead(doc string, op *schema.Operation) string {
	doc = prolog.ReplaceAllString(doc, "")
	doc = metadata.ReplaceAllString(idElement.ReplaceAllString(doc, ""), "")
	doc = rootEnd.ReplaceAllString(rootStart.ReplaceAllString(doc, "<root>"), "</root>")
	result := op.Name + "Result>"
	return strings.NewReplacer("<"+result, "", "</"+result, "").Replace(doc)
}
