package s3

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/engine/object"
)

// span is a range of bytes.
type span struct{ off, n int64 }

// contentRange is the header of the answer.
func (s span) contentRange(size int64) string {
	return fmt.Sprintf("bytes %d-%d/%d", s.off, s.off+s.n-1, size)
}

// parseRange reads a Range header for an object of a size. ok is false where it
// doesn't count: S3 ignores malformed and multiple ranges (API Reference,
// GetObject). One beyond the object gives InvalidRange.
func parseRange(header string, size int64) (s span, ok bool, err error) {
	spec, ok := strings.CutPrefix(header, "bytes=")
	first, last, dash := strings.Cut(strings.TrimSpace(spec), "-")
	if !ok || !dash || strings.Contains(spec, ",") {
		return span{}, false, nil
	}
	if first == "" {
		n, isNumber := number(last)
		if !isNumber {
			return span{}, false, nil
		}
		if n == 0 || size == 0 {
			return span{}, false, outOfRange(header, size)
		}
		n = min(n, size)
		return span{size - n, n}, true, nil
	}
	from, isNumber := number(first)
	if !isNumber {
		return span{}, false, nil
	}
	to := size - 1
	if last != "" {
		end, isNumber := number(last)
		if !isNumber || end < from {
			return span{}, false, nil
		}
		to = min(to, end)
	}
	if from >= size {
		return span{}, false, outOfRange(header, size)
	}
	return span{from, to - from + 1}, true, nil
}

// number reads digits; a number too large for a file stands for the largest.
func number(text string) (n int64, ok bool) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil && text != "" {
		return 1<<63 - 1, true
	}
	return n, err == nil
}

func outOfRange(header string, size int64) error {
	e := fault("InvalidRange", "RangeRequested", header, "ActualObjectSize", strconv.FormatInt(size, 10))
	e.Header = http.Header{"Content-Range": {fmt.Sprintf("bytes */%d", size)}}
	return e
}

// parseCopyRange reads x-amz-copy-source-range, which must lie within the source.
func parseCopyRange(header string, size int64) (span, error) {
	spec, ok := strings.CutPrefix(header, "bytes=")
	first, last, dash := strings.Cut(spec, "-")
	from, okFrom := number(first)
	to, okTo := number(last)
	switch {
	case !ok || !dash || !okFrom || !okTo || to < from:
		return span{}, invalidArgument("The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
			"x-amz-copy-source-range", header)
	case to >= size:
		return span{}, invalidArgument("Range specified is not valid for source object of size: "+strconv.FormatInt(size, 10),
			"x-amz-copy-source-range", header)
	case to-from+1 > object.MaxPut:
		return span{}, fault("EntityTooLarge", "MaxSizeAllowed", strconv.FormatInt(object.MaxPut, 10))
	}
	return span{from, to - from + 1}, nil
}
