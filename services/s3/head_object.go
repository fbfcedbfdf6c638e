package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
)

// HeadObject implements the operation.
func (s *Service) HeadObject(ctx context.Context, in *api.HeadObjectInput) (*api.HeadObjectOutput, error) {
	v, err := s.read(ctx, reading{
		place{bucket: val(in.Bucket), key: val(in.Key), version: val(in.VersionId)},
		preconditions{in.IfMatch, in.IfNoneMatch, in.IfModifiedSince, in.IfUnmodifiedSince},
		in.Range, in.PartNumber, in.ChecksumMode,
		overridesOf(in.ResponseCacheControl, in.ResponseContentDisposition, in.ResponseContentEncoding,
			in.ResponseContentLanguage, in.ResponseContentType, in.ResponseExpires),
	}, false)
	if err != nil {
		return nil, err
	}
	return &api.HeadObjectOutput{
		AcceptRanges: new("bytes"), LastModified: &v.Modified, ContentLength: &v.span.n, ETag: quote(v.ETag),
		ChecksumCRC32: v.sums.crc32, ChecksumCRC32C: v.sums.crc32c, ChecksumCRC64NVME: v.sums.crc64,
		ChecksumSHA1: v.sums.sha1, ChecksumSHA256: v.sums.sha256, ChecksumType: v.sumType,
		VersionId: versionID(v.Object), ContentRange: v.contentRange, Metadata: v.Meta,
		CacheControl: opt(v.system[sysCacheControl]), ContentDisposition: opt(v.system[sysContentDisposition]),
		ContentEncoding: opt(v.system[sysContentEncoding]), ContentLanguage: opt(v.system[sysContentLanguage]),
		ContentType: opt(v.system[sysContentType]), Expires: opt(v.system[sysExpires]),
		WebsiteRedirectLocation: opt(v.system[sysRedirect]), PartsCount: v.parts, TagCount: v.tagCount(),
	}, v.Close()
}
