package s3

import (
	"context"
	"errors"
	"strings"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
)

// CreateMultipartUpload implements the operation. Where no checksum is named the
// object gets a CRC64NVME of the whole, as those that are put at once.
func (s *Service) CreateMultipartUpload(ctx context.Context, in *api.CreateMultipartUploadInput) (*api.CreateMultipartUploadOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key)}
	c := object.CreateUploadInput{Bucket: p.bucket, Key: p.key, Owner: gateway.CallFrom(ctx).Account, Meta: in.Metadata}
	var err error
	if err = checkMetadata(in.Metadata); err != nil {
		return nil, err
	}
	if c.System, err = (headers{
		in.CacheControl, in.ContentDisposition, in.ContentEncoding, in.ContentLanguage, in.ContentType, in.Expires, in.WebsiteRedirectLocation,
	}).system(); err != nil {
		return nil, err
	}
	if c.Tags, err = parseTagging(in.Tagging); err != nil {
		return nil, err
	}
	if c.Algorithm, err = parseAlgorithm(in.ChecksumAlgorithm); err != nil {
		return nil, err
	}
	c.SumType = object.ChecksumType(val(in.ChecksumType))
	switch {
	case c.Algorithm == "" && c.SumType != "":
		return nil, say("InvalidRequest", "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.")
	case c.Algorithm == "":
		c.Algorithm = object.CRC64NVME
	}
	u, err := s.objects.CreateUpload(ctx, c)
	if errors.Is(err, object.ErrChecksumType) {
		return nil, say("InvalidRequest", "The "+string(c.SumType)+" checksum type cannot be used with the "+strings.ToLower(string(c.Algorithm))+" checksum algorithm.")
	}
	if err != nil {
		return nil, p.fail(err)
	}
	out := &api.CreateMultipartUploadOutput{Bucket: in.Bucket, Key: in.Key, UploadId: &u.ID}
	if in.ChecksumAlgorithm != nil {
		out.ChecksumAlgorithm, out.ChecksumType = new(string(u.Algorithm)), new(string(u.SumType))
	}
	return out, nil
}
