package sigv4

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
)

const trailerSignature = "x-amz-trailer-signature"

// readTrailers reads the lines after the last chunk, up to an empty one. Only
// announced trailers are accepted, and all of them must be there.
func (c *chunked) readTrailers() error {
	signature, canonical := "", ""
	for {
		line, err := c.line()
		if e := (*Error)(nil); errors.As(err, &e) && errors.Is(e.Cause, io.EOF) && c.trailers && (signature != "" || c.signer == nil && c.got != nil) {
			break // some clients leave the empty line out
		}
		if err != nil {
			return err
		}
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		name = lower(strings.TrimSpace(name))
		value = strings.TrimSpace(value)
		switch {
		case !ok || !c.trailers:
			return errorf(MalformedTrailer, "The request contained trailing data that was not well-formed or did not conform to our published schema.")
		case name == trailerSignature:
			if c.signer == nil || signature != "" {
				return errorf(MalformedTrailer, "The trailer signature is unexpected.")
			}
			signature = value
			continue
		case signature != "" || !slices.Contains(c.announced, name) || c.got[http.CanonicalHeaderKey(name)] != nil || len(c.got) >= maxTrailers:
			return errorf(MalformedTrailer, "The trailer %s was not announced in x-amz-trailer, or stands in a wrong place.", clip(name))
		}
		if c.got == nil {
			c.got = http.Header{}
		}
		c.got.Set(name, value)
		canonical += name + ":" + value + "\n"
	}
	for _, name := range c.announced {
		if c.trailers && c.got.Get(name) == "" {
			return errorf(MalformedTrailer, "The announced trailer %s is missing.", clip(name))
		}
	}
	if c.signer == nil || !c.trailers {
		return nil
	}
	if signature == "" {
		return errorf(MalformedTrailer, "The trailers are not signed.")
	}
	return c.signer.trailer(signature, canonical)
}
