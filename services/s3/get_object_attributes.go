package s3

import (
	"context"
	"slices"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

var attributes = []string{"ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"}

// GetObjectAttributes implements the operation. Its ETag has no quotes.
func (s *Service) GetObjectAttributes(ctx context.Context, in *api.GetObjectAttributesInput) (*api.GetObjectAttributesOutput, error) {
	for _, a := range in.ObjectAttributes {
		if !slices.Contains(attributes, a) {
			return nil, invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", a)
		}
	}
	limit, err := pageSize(in.MaxParts, "x-amz-max-parts", 0)
	if err != nil {
		return nil, err
	}
	p := place{bucket: val(in.Bucket), key: val(in.Key), version: val(in.VersionId)}
	after := int(val(in.PartNumberMarker))
	page, err := s.objects.ObjectParts(ctx, object.ObjectPartsInput{
		GetInput: object.GetInput{Bucket: p.bucket, Key: p.key, VersionID: p.version}, After: after, Max: limit,
	})
	if err != nil {
		return nil, p.fail(err)
	}
	o := &page.Object
	wants := func(name string) bool { return slices.Contains(in.ObjectAttributes, name) }
	out := &api.GetObjectAttributesOutput{LastModified: &o.Modified, VersionId: versionID(o)}
	if wants("ETag") {
		out.ETag = &o.ETag
	}
	if wants("ObjectSize") {
		out.ObjectSize = &o.Size
	}
	if wants("StorageClass") {
		out.StorageClass = new("STANDARD")
	}
	if wants("Checksum") && len(o.Sums) > 0 {
		sums := checksumsOf(o.Sums, 0)
		out.Checksum = &api.Checksum{
			ChecksumCRC32: sums.crc32, ChecksumCRC32C: sums.crc32c, ChecksumCRC64NVME: sums.crc64,
			ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256, ChecksumType: opt(string(o.SumType)),
		}
	}
	if wants("ObjectParts") && o.Parts > 0 {
		out.ObjectParts = objectParts(page, after, limit)
	}
	return out, nil
}

// objectParts lists parts where their checksums make the object's; of others AWS
// only tells how many there are.
func objectParts(page *object.ObjectPartPage, after, limit int) *api.GetObjectAttributesParts {
	out := &api.GetObjectAttributesParts{TotalPartsCount: i32(page.Object.Parts)}
	if page.Object.SumType != object.Composite {
		return out
	}
	out.PartNumberMarker, out.MaxParts, out.IsTruncated = i32(after), i32(limit), &page.More
	out.NextPartNumberMarker = i32(0)
	for i := range page.Parts {
		part := &page.Parts[i]
		sums := checksumsOf(part.Sums, 0)
		out.Parts = append(out.Parts, api.ObjectPart{
			PartNumber: i32(part.Number), Size: &part.Size, ChecksumCRC32: sums.crc32, ChecksumCRC32C: sums.crc32c,
			ChecksumCRC64NVME: sums.crc64, ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256,
		})
		out.NextPartNumberMarker = i32(part.Number)
	}
	return out
}

// i32 makes a member out of a number that is known to be small.
func i32(n int) *int32 { return new(int32(n)) }
