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
		name, _, _ := strings.Cut(pair, "=")
		if text, err := url.QueryUnescape(name); err == nil {
			name = text
		}
		if subresources[name] && !has(own, name) {
			return fault("MethodNotAllowed", "Method", r.Method, "ResourceType", strings.ToUpper(name))
		}
	}
	return nil
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
