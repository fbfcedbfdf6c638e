package s3

import (
	"strconv"
	"strings"
)

// Headers that are kept with an object, as keys of its System map.
const (
	sysCacheControl       = "Cache-Control"
	sysContentDisposition = "Content-Disposition"
	sysContentEncoding    = "Content-Encoding"
	sysContentLanguage    = "Content-Language"
	sysContentType        = "Content-Type"
	sysExpires            = "Expires"
	sysRedirect           = "X-Amz-Website-Redirect-Location"
)

// defaultType is the content type of an object that was sent without one.
const defaultType = "binary/octet-stream"

// headers are those of a request that creates an object.
type headers struct {
	cacheControl, contentDisposition, contentEncoding, contentLanguage, contentType, expires, redirect *string
}

// system gives the System map. The framing of a streamed body is no encoding of
// the object.
func (h headers) system() (map[string]string, error) {
	out := map[string]string{}
	set := func(name string, value *string) {
		if val(value) != "" {
			out[name] = *value
		}
	}
	set(sysCacheControl, h.cacheControl)
	set(sysContentDisposition, h.contentDisposition)
	set(sysContentEncoding, new(withoutChunked(val(h.contentEncoding))))
	set(sysContentLanguage, h.contentLanguage)
	set(sysContentType, h.contentType)
	set(sysExpires, h.expires)
	set(sysRedirect, h.redirect)
	if r := val(h.redirect); r != "" {
		switch {
		case !strings.HasPrefix(r, "/") && !strings.HasPrefix(r, "http://") && !strings.HasPrefix(r, "https://"):
			return nil, say("InvalidRedirectLocation", "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.")
		case len(r) > maxRedirect:
			return nil, say("InvalidRedirectLocation", "The length of website redirect location cannot exceed 2,048 characters.")
		}
	}
	return out, nil
}

func withoutChunked(encoding string) string {
	var keep []string
	for e := range strings.SplitSeq(encoding, ",") {
		if e = strings.TrimSpace(e); e != "" && !strings.EqualFold(e, "aws-chunked") {
			keep = append(keep, e)
		}
	}
	return strings.Join(keep, ",")
}

// checkMetadata bounds the user metadata.
func checkMetadata(meta map[string]string) error {
	size := 0
	for k, v := range meta {
		size += len(k) + len(v)
	}
	if size > maxMetadata {
		return fault("MetadataTooLarge", "Size", strconv.Itoa(size), "MaxSizeAllowed", strconv.Itoa(maxMetadata))
	}
	return nil
}
