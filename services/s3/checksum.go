package s3

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/cumulet/cumulet/engine/object"
)

// checksums are the five members that requests and answers have, base64.
type checksums struct{ crc32, crc32c, crc64, sha1, sha256 *string }

var sumSizes = map[object.Algorithm]int{
	object.CRC32: 4, object.CRC32C: 4, object.CRC64NVME: 8, object.SHA1: 20, object.SHA256: 32,
}

const sumHeader = "x-amz-checksum-"

func headerOf(a object.Algorithm) string { return sumHeader + strings.ToLower(string(a)) }

// algorithmOf reads the name of a checksum; ok is false for one that there is not.
func algorithmOf(name string) (a object.Algorithm, ok bool) {
	a = object.Algorithm(strings.ToUpper(name))
	_, ok = sumSizes[a]
	return a, ok
}

// parseAlgorithm reads x-amz-checksum-algorithm and x-amz-sdk-checksum-algorithm.
func parseAlgorithm(name *string) (object.Algorithm, error) {
	if val(name) == "" {
		return "", nil
	}
	if a, ok := algorithmOf(*name); ok {
		return a, nil
	}
	switch strings.ToUpper(*name) {
	case "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128":
		return "", notImplemented("x-amz-checksum-algorithm", "of the checksums there are CRC32, CRC32C, CRC64NVME, SHA1 and SHA256.")
	}
	return "", say("InvalidRequest", "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]")
}

func encodeSum(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func decodeSum(a object.Algorithm, text string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != sumSizes[a] {
		return nil, say("InvalidRequest", "Value for "+headerOf(a)+" header is invalid.")
	}
	return b, nil
}

// declared gives the checksums of a request. One at most may be sent.
func (c checksums) declared() (object.Sums, error) {
	out := object.Sums{}
	for a, text := range map[object.Algorithm]*string{
		object.CRC32: c.crc32, object.CRC32C: c.crc32c, object.CRC64NVME: c.crc64, object.SHA1: c.sha1, object.SHA256: c.sha256,
	} {
		if val(text) == "" {
			continue
		}
		sum, err := decodeSum(a, *text)
		if err != nil {
			return nil, err
		}
		out[a] = sum
	}
	if len(out) > 1 {
		return nil, say("InvalidRequest", "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
	}
	return out, nil
}

// checksumsOf gives checksums for an answer. parts is their number where the
// checksum is that of the parts' checksums, else 0.
func checksumsOf(sums object.Sums, parts int) checksums {
	text := func(a object.Algorithm) *string {
		b, ok := sums[a]
		switch {
		case !ok:
			return nil
		case parts > 0:
			return new(fmt.Sprintf("%s-%d", encodeSum(b), parts))
		}
		return new(encodeSum(b))
	}
	return checksums{text(object.CRC32), text(object.CRC32C), text(object.CRC64NVME), text(object.SHA1), text(object.SHA256)}
}

// objectChecksums gives an object's checksums for an answer, and their type.
func objectChecksums(o *object.Object) (checksums, *string) {
	parts := 0
	if o.SumType == object.Composite {
		parts = o.Parts
	}
	return checksumsOf(o.Sums, parts), opt(string(o.SumType))
}

// algorithms names an object's checksums, for listings.
func algorithms(sums object.Sums) []string {
	var out []string
	for _, a := range []object.Algorithm{object.CRC32, object.CRC32C, object.CRC64NVME, object.SHA1, object.SHA256} {
		if _, ok := sums[a]; ok {
			out = append(out, string(a))
		}
	}
	return out
}

// trailerSums reads the checksums out of a body's trailers.
func trailerSums(h http.Header) (object.Sums, error) {
	out := object.Sums{}
	for name, values := range h {
		rest, ok := strings.CutPrefix(strings.ToLower(name), sumHeader)
		if !ok || len(values) == 0 {
			continue
		}
		a, ok := algorithmOf(rest)
		if !ok {
			continue
		}
		sum, err := decodeSum(a, values[0])
		if err != nil {
			return nil, err
		}
		out[a] = sum
	}
	return out, nil
}
