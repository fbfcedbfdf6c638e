package s3

import (
	"context"
	"errors"
	"strconv"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

// ListMultipartUploads implements the operation. Without key-marker an
// upload-id-marker is ignored.
func (s *Service) ListMultipartUploads(ctx context.Context, in *api.ListMultipartUploadsInput) (*api.ListMultipartUploadsOutput, error) {
	enc, err := encoderOf(in.EncodingType)
	if err != nil {
		return nil, err
	}
	limit, err := pageSize(in.MaxUploads, "max-uploads", 1)
	if err != nil {
		return nil, err
	}
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	list := object.ListInput{
		Bucket: t.Name, Prefix: val(in.Prefix), Delimiter: val(in.Delimiter), After: val(in.KeyMarker), Max: limit,
	}
	if list.After != "" {
		list.AfterID = val(in.UploadIdMarker)
	}
	page, err := s.objects.Uploads(ctx, list)
	if errors.Is(err, object.ErrNoSuchUpload) {
		return nil, invalidArgument("Invalid uploadId marker", "upload-id-marker", list.AfterID)
	}
	if err != nil {
		return nil, place{bucket: t.Name}.fail(err)
	}
	out := &api.ListMultipartUploadsOutput{
		Bucket: &t.Name, Prefix: enc.full(in.Prefix), Delimiter: enc.text(in.Delimiter), KeyMarker: enc.full(in.KeyMarker),
		UploadIdMarker: new(val(in.UploadIdMarker)), MaxUploads: i32(limit), IsTruncated: &page.More,
		EncodingType: in.EncodingType, CommonPrefixes: enc.prefixes(page.Prefixes),
	}
	by := owner(t.Account)
	for i := range page.Uploads {
		u := &page.Uploads[i]
		out.Uploads = append(out.Uploads, api.MultipartUpload{
			UploadId: &u.ID, Key: new(enc(u.Key)), Initiated: &u.Initiated, StorageClass: new("STANDARD"), Owner: by,
			Initiator:         &api.Initiator{ID: new(canonicalID(u.Owner))},
			ChecksumAlgorithm: opt(string(u.Algorithm)), ChecksumType: opt(string(u.SumType)),
		})
	}
	if page.More {
		out.NextKeyMarker, out.NextUploadIdMarker = new(enc(page.Next)), opt(page.NextID)
	}
	return out, nil
}

// ListParts implements the operation.
func (s *Service) ListParts(ctx context.Context, in *api.ListPartsInput) (*api.ListPartsOutput, error) {
	limit, err := pageSize(in.MaxParts, "max-parts", 0)
	if err != nil {
		return nil, err
	}
	after := int(val(in.PartNumberMarker))
	if after < 0 {
		return nil, invalidArgument("Argument part-number-marker must be an integer between 0 and 2147483647", "part-number-marker", strconv.Itoa(after))
	}
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	p := place{bucket: t.Name, key: val(in.Key), upload: val(in.UploadId)}
	page, err := s.objects.Parts(ctx, object.PartsInput{Bucket: p.bucket, Key: p.key, UploadID: p.upload, After: after, Max: limit})
	if err != nil {
		return nil, p.fail(err)
	}
	out := &api.ListPartsOutput{
		Bucket: in.Bucket, Key: in.Key, UploadId: in.UploadId, PartNumberMarker: i32(after), MaxParts: i32(limit),
		NextPartNumberMarker: i32(0), IsTruncated: &page.More, StorageClass: new("STANDARD"), Owner: owner(t.Account),
		Initiator:         &api.Initiator{ID: new(canonicalID(page.Upload.Owner))},
		ChecksumAlgorithm: opt(string(page.Upload.Algorithm)), ChecksumType: opt(string(page.Upload.SumType)),
	}
	for i := range page.Parts {
		part := &page.Parts[i]
		sums := checksumsOf(part.Sums, 0)
		out.Parts = append(out.Parts, api.Part{
			PartNumber: i32(part.Number), LastModified: &part.Modified, ETag: quote(part.ETag), Size: &part.Size,
			ChecksumCRC32: sums.crc32, ChecksumCRC32C: sums.crc32c, ChecksumCRC64NVME: sums.crc64,
			ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256,
		})
		out.NextPartNumberMarker = i32(part.Number)
	}
	return out, nil
}
