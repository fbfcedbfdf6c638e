package s3

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/protocol"
)

// preconditions are the conditional headers of a read or of a copy's source.
type preconditions struct {
	ifMatch, ifNoneMatch               *string
	ifModifiedSince, ifUnmodifiedSince *time.Time
}

// failing evaluates the conditions in the order of RFC 9110, section 13.2.2. It
// gives the header that does not hold, "" where all do; stale says that the
// client has the current object already.
func (p preconditions) failing(etag string, modified time.Time) (header string, stale bool) {
	modified = modified.Truncate(time.Second)
	switch {
	case p.ifMatch != nil:
		if !matches(*p.ifMatch, etag) {
			return "If-Match", false
		}
	case p.ifUnmodifiedSince != nil && modified.After(*p.ifUnmodifiedSince):
		return "If-Unmodified-Since", false
	}
	switch {
	case p.ifNoneMatch != nil:
		if matches(*p.ifNoneMatch, etag) {
			return "If-None-Match", true
		}
	case p.ifModifiedSince != nil && !modified.After(*p.ifModifiedSince):
		return "If-Modified-Since", true
	}
	return "", false
}

// matches tells whether a list of ETags, or "*", names the one.
func matches(list, etag string) bool {
	for e := range strings.SplitSeq(list, ",") {
		if e = unquote(strings.TrimPrefix(strings.TrimSpace(e), "W/")); e == "*" || e == etag {
			return true
		}
	}
	return false
}

func unquote(etag string) string { return strings.Trim(etag, `"`) }

func quote(etag string) *string { return new(`"` + etag + `"`) }

// check gives 304 or 412 for a read.
func (p preconditions) check(o *object.Object) error {
	header, stale := p.failing(o.ETag, o.Modified)
	switch {
	case header == "":
		return nil
	case !stale:
		return fault("PreconditionFailed", "Condition", header)
	}
	e := fault("NotModified")
	e.Header = validators(o)
	return e
}

// checkSource gives 412 for the source of a copy.
func (p preconditions) checkSource(o *object.Object) error {
	if header, _ := p.failing(o.ETag, o.Modified); header != "" {
		return fault("PreconditionFailed", "Condition", "x-amz-copy-source-"+header)
	}
	return nil
}

// validators are the headers that go with 304.
func validators(o *object.Object) http.Header {
	h := http.Header{"Etag": {*quote(o.ETag)}, "Last-Modified": {o.Modified.UTC().Format(http.TimeFormat)}}
	for _, name := range []string{sysCacheControl, sysExpires} {
		if v := o.System[name]; v != "" {
			h.Set(name, v)
		}
	}
	if id := versionID(o); id != nil {
		h.Set("X-Amz-Version-Id", *id)
	}
	return h
}

// writeConditions reads If-Match and If-None-Match of a write (User Guide,
// "Add preconditions to S3 operations with conditional requests").
func writeConditions(ifMatch, ifNoneMatch *string) (object.Conditions, error) {
	var c object.Conditions
	if ifMatch != nil {
		c.IfMatch = unquote(*ifMatch)
	}
	switch {
	case ifNoneMatch == nil:
	case *ifNoneMatch == "*":
		c.IfNoneMatch = true
	default:
		return c, notImplemented("If-None-Match", "a write takes only '*'.")
	}
	if c.IfNoneMatch && c.IfMatch != "" {
		return c, notImplemented("If-Match", "it can't go with If-None-Match.")
	}
	return c, nil
}

// onWrite names the condition in the error of a write, unless it names that of a
// copy's source.
func onWrite(err error, c object.Conditions) error {
	e, ok := errors.AsType[*protocol.Error](err)
	if !ok || e.Code != "PreconditionFailed" || len(e.Details) > 0 {
		return err
	}
	if c.IfNoneMatch {
		return e.With("Condition", "If-None-Match")
	}
	return e.With("Condition", "If-Match")
}

// versionID is what answers say of an object's version: nothing where the
// bucket never had versioning.
func versionID(o *object.Object) *string {
	if o.Versioning == object.VersioningUnset {
		return nil
	}
	return new(o.VersionID)
}

// headerConditions reads the conditions of a plain HTTP request; malformed dates
// don't count (RFC 9110, section 13.1.3).
func headerConditions(h http.Header) (p preconditions) {
	if v := h.Get("If-Match"); v != "" {
		p.ifMatch = &v
	}
	if v := h.Get("If-None-Match"); v != "" {
		p.ifNoneMatch = &v
	}
	if t, err := http.ParseTime(h.Get("If-Modified-Since")); err == nil {
		p.ifModifiedSince = &t
	}
	if t, err := http.ParseTime(h.Get("If-Unmodified-Since")); err == nil {
		p.ifUnmodifiedSince = &t
	}
	return p
}
