package s3

import (
	"net/url"
	"strings"

	"github.com/cumulet/cumulet/engine/object"
)

// parseCopySource reads x-amz-copy-source: BUCKET/KEY, escaped, with or without
// a slash in front, and ?versionId=ID behind (API Reference, CopyObject).
func parseCopySource(header string) (object.GetInput, error) {
	source, query, versioned := strings.Cut(strings.TrimPrefix(header, "/"), "?versionId=")
	path, err := url.PathUnescape(source)
	if err != nil {
		return object.GetInput{}, invalidArgument("Copy Source must be url-encoded", "x-amz-copy-source", header)
	}
	if strings.HasPrefix(path, "arn:") {
		return object.GetInput{}, notImplemented("x-amz-copy-source", "there are no access points.")
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if bucket == "" || key == "" {
		return object.GetInput{}, invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", "x-amz-copy-source", header)
	}
	version, err := url.QueryUnescape(query)
	if err != nil || versioned && version == "" {
		return object.GetInput{}, invalidArgument("Version id cannot be the empty string", "x-amz-copy-source", header)
	}
	return object.GetInput{Bucket: bucket, Key: key, VersionID: version}, nil
}
