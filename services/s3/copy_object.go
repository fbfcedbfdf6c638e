package s3

import (
	"context"
	"errors"
	"maps"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
)

// sourceLimit words ErrTooBig for the source of a copy.
const sourceLimit = "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120"

// CopyObject implements the operation. Headers and tags come from the source
// unless the directives say REPLACE; the website redirect never does.
func (s *Service) CopyObject(ctx context.Context, in *api.CopyObjectInput) (*api.CopyObjectOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key)}
	from, err := parseCopySource(val(in.CopySource))
	if err != nil {
		return nil, err
	}
	c := object.CopyInput{Source: from, Bucket: p.bucket, Key: p.key, Owner: gateway.CallFrom(ctx).Account}
	replace, err := directive(in.MetadataDirective, "x-amz-metadata-directive")
	if err != nil {
		return nil, err
	}
	if err := newMetadata(&c, in, replace); err != nil {
		return nil, err
	}
	retag, err := directive(in.TaggingDirective, "x-amz-tagging-directive")
	if err != nil {
		return nil, err
	}
	if retag {
		if c.Tags, err = parseTagging(in.Tagging); err != nil {
			return nil, err
		}
		c.Tags = append([]object.Tag{}, c.Tags...)
	}
	itself := from.Bucket == p.bucket && from.Key == p.key && from.VersionID == ""
	if itself && !replace && val(in.WebsiteRedirectLocation) == "" && val(in.StorageClass) == "" {
		return nil, say("InvalidRequest", "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.")
	}
	if a, err := parseAlgorithm(in.ChecksumAlgorithm); err != nil {
		return nil, err
	} else if a != "" {
		c.Want = []object.Algorithm{a}
	}
	if c.Conditions, err = writeConditions(in.IfMatch, in.IfNoneMatch); err != nil {
		return nil, err
	}
	conditions := preconditions{in.CopySourceIfMatch, in.CopySourceIfNoneMatch, in.CopySourceIfModifiedSince, in.CopySourceIfUnmodifiedSince}
	c.SourceCheck = func(o *object.Object) error {
		if !replace { // may run again
			clear(c.System)
			maps.Copy(c.System, o.System)
			delete(c.System, sysRedirect)
			if r := val(in.WebsiteRedirectLocation); r != "" {
				c.System[sysRedirect] = r
			}
		}
		return conditions.checkSource(o)
	}
	dst, src, err := s.objects.Copy(ctx, c)
	if err != nil {
		return nil, onWrite(sourceError(err, p, from), c.Conditions)
	}
	sums, kind := objectChecksums(dst)
	return &api.CopyObjectOutput{
		CopySourceVersionId: versionID(src), VersionId: versionID(dst),
		CopyObjectResult: &api.CopyObjectResult{
			ETag: quote(dst.ETag), LastModified: &dst.Modified, ChecksumType: kind, ChecksumCRC32: sums.crc32,
			ChecksumCRC32C: sums.crc32c, ChecksumCRC64NVME: sums.crc64, ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256,
		},
	}, nil
}

// newMetadata sets what the request brings, where it replaces the source's.
func newMetadata(c *object.CopyInput, in *api.CopyObjectInput, replace bool) error {
	h := headers{redirect: in.WebsiteRedirectLocation}
	if replace {
		h = headers{
			in.CacheControl, in.ContentDisposition, in.ContentEncoding, in.ContentLanguage, in.ContentType, in.Expires, in.WebsiteRedirectLocation,
		}
		c.Meta = map[string]string{}
		maps.Copy(c.Meta, in.Metadata)
	}
	var err error
	c.System, err = h.system()
	return errors.Join(err, checkMetadata(c.Meta))
}

// directive reads COPY or REPLACE.
func directive(value *string, header string) (replace bool, err error) {
	switch v := val(value); v {
	case "", "COPY":
		return false, nil
	case "REPLACE":
		return true, nil
	default:
		return false, invalidArgument("Unknown directive: "+v, header, v)
	}
}

// sourceError words an error of a copy: it may be about the source.
func sourceError(err error, p place, from object.GetInput) error {
	source := place{bucket: from.Bucket, key: from.Key, version: from.VersionID, upload: p.upload}
	switch {
	case errors.Is(err, object.ErrDeleteMarker):
		return say("InvalidRequest", "The source of a copy request may not specifically refer to a delete marker by version id.")
	case errors.Is(err, object.ErrTooBig):
		return say("InvalidRequest", sourceLimit)
	case errors.Is(err, object.ErrNoSuchKey), errors.Is(err, object.ErrNoSuchVersion), errors.Is(err, object.ErrInvalidVersion):
		return source.fail(err)
	}
	return p.fail(err)
}
