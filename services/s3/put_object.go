package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/gateway/record"
)

// PutObject implements the operation. An object sent without a checksum gets a
// CRC64NVME (User Guide, "Checking object integrity").
func (s *Service) PutObject(ctx context.Context, in *api.PutObjectInput) (*api.PutObjectOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key)}
	put := object.PutInput{Bucket: p.bucket, Key: p.key, Owner: gateway.CallFrom(ctx).Account, Meta: in.Metadata}
	var err error
	if err = checkMetadata(in.Metadata); err != nil {
		return nil, err
	}
	if put.System, err = (headers{
		in.CacheControl, in.ContentDisposition, in.ContentEncoding, in.ContentLanguage, in.ContentType, in.Expires, in.WebsiteRedirectLocation,
	}).system(); err != nil {
		return nil, err
	}
	if put.Tags, err = parseTagging(in.Tagging); err != nil {
		return nil, err
	}
	if put.Conditions, err = writeConditions(in.IfMatch, in.IfNoneMatch); err != nil {
		return nil, err
	}
	put.Body, err = upload{
		reader: in.Body, length: in.ContentLength, md5: in.ContentMD5, algorithm: in.ChecksumAlgorithm,
		sums:      checksums{in.ChecksumCRC32, in.ChecksumCRC32C, in.ChecksumCRC64NVME, in.ChecksumSHA1, in.ChecksumSHA256},
		byDefault: object.CRC64NVME,
	}.body(ctx)
	if err != nil {
		return nil, err
	}
	record.Use(ctx, usageBytesIn, arnOf(p.bucket, ""), max(0, put.Body.Length))
	o, err := s.objects.Put(ctx, put)
	if err != nil {
		return nil, onWrite(p.fail(err), put.Conditions)
	}
	sums, kind := objectChecksums(o)
	return &api.PutObjectOutput{
		ETag: quote(o.ETag), VersionId: versionID(o), ChecksumType: kind, ChecksumCRC32: sums.crc32,
		ChecksumCRC32C: sums.crc32c, ChecksumCRC64NVME: sums.crc64, ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256,
	}, nil
}
