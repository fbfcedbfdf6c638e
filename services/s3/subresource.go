package s3

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/cumulet/cumulet/protocol/schema"
)

// subresources are the parameters that make a request one about a part of a
// bucket or object, or one of a kind of its own.
var subresources = func() map[string]bool {
	out := map[string]bool{}
	for name := range strings.FieldsSeq(`abac accelerate acl analytics attributes cors delete encryption
		intelligent-tiering inventory legal-hold lifecycle location logging metadataConfiguration
		metadataInventoryTable metadataJournalTable metadataTable metrics notification object-lock ownershipControls
		policy policyStatus publicAccessBlock renameObject replication requestPayment restore retention select
		session tagging torrent uploads versioning versions website`) {
		out[name] = true
	}
	return out
}()

// fits refuses a request with a sub-resource that its operation is not about:
// there is no such operation, and the one without must not be taken for it.
func fits(op *schema.Operation, r *http.Request) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	_, own, _ := strings.Cut(op.URI, "?")
	for pair := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if text, err := url.QueryUnescape(name); err == nil {
			name = text
		}
		if message := misplaced(op, name, value); message != "" {
			return invalidArgument(message, name, value)
		}
		if subresources[name] && !has(own, name) {
			return fault("MethodNotAllowed", "Method", r.Method, "ResourceType", strings.ToUpper(name))
		}
	}
	return nil
}

// misplaced says what is wrong with a parameter that asks for a part or version,
// "" for nothing: no write makes a given version, and half of what names a part
// must not replace the whole object. An empty version id is none.
func misplaced(op *schema.Operation, name, value string) string {
	whole := op.Name == "PutObject" || op.Name == "CopyObject"
	switch {
	case name == "versionId" && whole:
		return "This operation does not accept a version-id."
	case name == "versionId" && value == "":
		return "Version id cannot be the empty string"
	case (name == "partNumber" || name == "uploadId") && whole:
		return "A part of an upload needs both partNumber and uploadId."
	}
	return ""
}

// has tells whether a pattern's query asks for a parameter.
func has(query, name string) bool {
	for pair := range strings.SplitSeq(query, "&") {
		if key, _, _ := strings.Cut(pair, "="); key == name {
			return true
		}
	}
	return false
}
