package restjson

import (
	"mime"
	"net/http"
	"strings"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/schema"
)

// checkTypes refuses a body of the wrong type and an answer that the caller
// can't take, as Smithy's malformed-request tests for restJson1 have it. Without
// a body the content type doesn't matter: some SDKs always send one.
func (c *Codec) checkTypes(r *protocol.Request, op *schema.Operation) *protocol.Error {
	h := r.HTTP.Header
	if r.Length != 0 && r.Body != nil {
		want, given := c.accepted(op.Input), h.Get("Content-Type")
		if want != anyType && !sameType(given, want) {
			return protocol.Errorf(http.StatusUnsupportedMediaType, "UnsupportedMediaTypeException",
				"The content type must be %q.", want)
		}
	}
	if accept := h.Values("Accept"); len(accept) > 0 && op.Output != nil {
		if given := c.accepted(op.Output); given != anyType && given != "" && !accepts(accept, given) {
			return protocol.Errorf(http.StatusNotAcceptable, "NotAcceptableException",
				"The answer is %q, which the Accept header rules out.", given)
		}
	}
	return nil
}

const anyType = "*/*"

// accepted gives the media type of a body of shape s; anyType for a blob of any
// type, empty where there is no body.
func (c *Codec) accepted(s *schema.Shape) string {
	if s.Payload == 0 {
		switch {
		case httpbind.HasBody(s):
			return contentType
		case len(s.Members) == 0 && !s.Unit:
			return anyType // an empty structure may come as {}
		}
		return ""
	}
	m := &s.Members[s.Payload-1]
	if m.Shape.Kind == schema.Blob && m.MediaType == "" {
		return anyType
	}
	return httpbind.MediaType(m, &c.doc)
}

func sameType(given, want string) bool {
	t, _, err := mime.ParseMediaType(given)
	if given == "" {
		return want == ""
	}
	return err == nil && t == want
}

// accepts says whether one of the ranges of Accept headers holds mediaType.
func accepts(headers []string, mediaType string) bool {
	main, _, _ := strings.Cut(mediaType, "/")
	for _, r := range strings.Split(strings.Join(headers, ","), ",") {
		t, params, err := mime.ParseMediaType(strings.TrimSpace(r))
		if err != nil || params["q"] == "0" {
			continue
		}
		if t == mediaType || t == anyType || t == main+"/*" {
			return true
		}
	}
	return false
}
