package reflectx

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cumulet/cumulet/protocol/schema"
)

// The three timestamp formats, see
// https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait.

const (
	iso8601     = "2006-01-02T15:04:05Z"
	iso8601Frac = "2006-01-02T15:04:05.000Z"

	// Timestamps are years 1 to 9999, in seconds since 1970.
	minEpoch, maxEpoch = -62135596800, 253402300799
)

// ParseTime reads the text of a timestamp. An offset other than Z is refused in
// FormatISO8601, as the protocols demand of servers.
func ParseTime(s string, f schema.TimestampFormat) (time.Time, bool) {
	switch f {
	case schema.FormatEpoch:
		return parseEpoch(s)
	case schema.FormatHTTPDate:
		t, err := http.ParseTime(s)
		return t.UTC(), err == nil
	}
	if len(s) < len(iso8601) || s[len(s)-1] != 'Z' || s[19] == ',' {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return t.UTC(), err == nil
}

// parseEpoch reads seconds since 1970 with an optional fraction or exponent,
// exactly where there is no exponent.
func parseEpoch(s string) (time.Time, bool) {
	if !isNumber(s) {
		return time.Time{}, false
	}
	if strings.ContainsAny(s, "eE") {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return time.Time{}, false
		}
		return EpochTime(f)
	}
	whole, frac, _ := strings.Cut(s, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || sec < minEpoch || sec > maxEpoch {
		return time.Time{}, false
	}
	var nanos int64
	for i := range 9 {
		nanos *= 10
		if i < len(frac) {
			nanos += int64(frac[i] - '0')
		}
	}
	if whole[0] == '-' {
		nanos = -nanos
	}
	return time.Unix(sec, nanos).UTC(), true
}

// EpochTime turns seconds since 1970 into a time, to the microsecond, which is
// what a float64 holds.
func EpochTime(f float64) (time.Time, bool) {
	if !(f >= minEpoch && f <= maxEpoch) { // also refuses NaN
		return time.Time{}, false
	}
	sec, frac := math.Modf(f)
	return time.Unix(int64(sec), int64(math.Round(frac*1e6))*1000).UTC(), true
}

// AppendTime writes t in format f, to the millisecond as AWS does (HTTP dates:
// to the second). FormatDefault stands for FormatISO8601.
func AppendTime(b []byte, t time.Time, f schema.TimestampFormat) []byte {
	t = t.UTC()
	switch f {
	case schema.FormatEpoch:
		ms := t.UnixMilli()
		if ms%1000 == 0 {
			return strconv.AppendInt(b, ms/1000, 10)
		}
		return strconv.AppendFloat(b, float64(ms)/1000, 'f', -1, 64)
	case schema.FormatHTTPDate:
		return t.AppendFormat(b, http.TimeFormat)
	}
	if t.Nanosecond() < int(time.Millisecond) {
		return t.AppendFormat(b, iso8601)
	}
	return t.AppendFormat(b, iso8601Frac)
}

// isNumber says whether s is a number in JSON's grammar, which leaves out hex,
// signs, underscores, NaN and Infinity.
func isNumber(s string) bool {
	digits := func() bool {
		n := 0
		for n < len(s) && '0' <= s[n] && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	s = strings.TrimPrefix(s, "-")
	if !digits() {
		return false
	}
	if strings.HasPrefix(s, ".") {
		if s = s[1:]; !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if !digits() {
			return false
		}
	}
	return s == ""
}
