package s3

import (
	"context"
	"errors"
	"strconv"
	"strings"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway/record"
)

// UploadPart implements the operation.
func (s *Service) UploadPart(ctx context.Context, in *api.UploadPartInput) (*api.UploadPartOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key), upload: val(in.UploadId)}
	number, err := partNumber(in.PartNumber)
	if err != nil {
		return nil, err
	}
	body, err := upload{
		reader: in.Body, length: in.ContentLength, md5: in.ContentMD5, algorithm: in.ChecksumAlgorithm,
		sums: checksums{in.ChecksumCRC32, in.ChecksumCRC32C, in.ChecksumCRC64NVME, in.ChecksumSHA1, in.ChecksumSHA256},
	}.body(ctx)
	if err != nil {
		return nil, err
	}
	u, err := s.objects.Upload(ctx, p.bucket, p.key, p.upload)
	if err != nil {
		return nil, p.fail(err)
	}
	if err := sameAlgorithm(u, &body); err != nil {
		return nil, err
	}
	record.Use(ctx, usageBytesIn, arnOf(p.bucket, ""), max(0, body.Length))
	part, err := s.objects.UploadPart(ctx, object.UploadPartInput{
		Bucket: p.bucket, Key: p.key, UploadID: p.upload, Number: number, Body: body,
	})
	if err != nil {
		return nil, p.fail(err)
	}
	sums := checksumsOf(part.Sums, 0)
	return &api.UploadPartOutput{
		ETag: quote(part.ETag), ChecksumCRC32: sums.crc32, ChecksumCRC32C: sums.crc32c,
		ChecksumCRC64NVME: sums.crc64, ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256,
	}, nil
}

func partNumber(n *int32) (int, error) {
	if v := val(n); v >= 1 && v <= object.MaxParts {
		return int(v), nil
	}
	return 0, invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", strconv.Itoa(int(val(n))))
}

// sameAlgorithm refuses a part's checksum that is not the upload's. CRC64NVME is
// every upload's default, so that other checksums go with it.
func sameAlgorithm(u *object.Upload, b *object.Body) error {
	if u.Algorithm == object.CRC64NVME {
		return nil
	}
	sent := append([]object.Algorithm(nil), b.Want...)
	for a := range b.Sums {
		sent = append(sent, a)
	}
	for _, a := range sent {
		if a != u.Algorithm {
			return say("InvalidRequest", "Checksum Type mismatch occurred, expected checksum Type: "+
				strings.ToLower(string(u.Algorithm))+", actual checksum Type: "+strings.ToLower(string(a)))
		}
	}
	return nil
}

// UploadPartCopy implements the operation.
func (s *Service) UploadPartCopy(ctx context.Context, in *api.UploadPartCopyInput) (*api.UploadPartCopyOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key), upload: val(in.UploadId)}
	from, err := parseCopySource(val(in.CopySource))
	if err != nil {
		return nil, err
	}
	c := object.UploadPartCopyInput{Bucket: p.bucket, Key: p.key, UploadID: p.upload, Source: from, Length: -1}
	if c.Number, err = partNumber(in.PartNumber); err != nil {
		return nil, err
	}
	if in.CopySourceRange != nil {
		o, err := s.objects.Head(ctx, from)
		if err != nil {
			return nil, sourceError(err, p, from)
		}
		r, err := parseCopyRange(*in.CopySourceRange, o.Size)
		if err != nil {
			return nil, err
		}
		c.Offset, c.Length = r.off, r.n
	}
	conditions := preconditions{in.CopySourceIfMatch, in.CopySourceIfNoneMatch, in.CopySourceIfModifiedSince, in.CopySourceIfUnmodifiedSince}
	c.SourceCheck = conditions.checkSource
	part, src, err := s.objects.UploadPartCopy(ctx, c)
	if errors.Is(err, object.ErrInvalidRange) {
		return nil, invalidArgument("Range specified is not valid for the source object", "x-amz-copy-source-range", val(in.CopySourceRange))
	}
	if err != nil {
		return nil, sourceError(err, p, from)
	}
	sums := checksumsOf(part.Sums, 0)
	return &api.UploadPartCopyOutput{
		CopySourceVersionId: versionID(src),
		CopyPartResult: &api.CopyPartResult{
			ETag: quote(part.ETag), LastModified: &part.Modified, ChecksumCRC32: sums.crc32, ChecksumCRC32C: sums.crc32c,
			ChecksumCRC64NVME: sums.crc64, ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256,
		},
	}, nil
}
