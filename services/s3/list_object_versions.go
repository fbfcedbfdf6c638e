package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

// ListObjectVersions implements the operation.
func (s *Service) ListObjectVersions(ctx context.Context, in *api.ListObjectVersionsInput) (*api.ListObjectVersionsOutput, error) {
	enc, err := encoderOf(in.EncodingType)
	if err != nil {
		return nil, err
	}
	limit, err := pageSize(in.MaxKeys, "max-keys", 0)
	if err != nil {
		return nil, err
	}
	if val(in.VersionIdMarker) != "" && val(in.KeyMarker) == "" {
		return nil, invalidArgument("A version-id marker cannot be specified without a key marker.", "version-id-marker", *in.VersionIdMarker)
	}
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	page, err := s.objects.ListVersions(ctx, object.ListInput{
		Bucket: t.Name, Prefix: val(in.Prefix), Delimiter: val(in.Delimiter),
		After: val(in.KeyMarker), AfterID: val(in.VersionIdMarker), Max: limit,
	})
	if err != nil {
		return nil, place{bucket: t.Name, version: val(in.VersionIdMarker)}.fail(err)
	}
	out := &api.ListObjectVersionsOutput{
		Name: &t.Name, Prefix: enc.full(in.Prefix), Delimiter: enc.text(in.Delimiter),
		KeyMarker: enc.full(in.KeyMarker), VersionIdMarker: new(val(in.VersionIdMarker)), MaxKeys: i32(limit),
		IsTruncated: &page.More, EncodingType: in.EncodingType, CommonPrefixes: enc.prefixes(page.Prefixes),
	}
	by := owner(t.Account)
	for i := range page.Objects {
		o := &page.Objects[i]
		if o.DeleteMarker {
			out.DeleteMarkers = append(out.DeleteMarkers, api.DeleteMarkerEntry{
				Owner: by, Key: new(enc(o.Key)), VersionId: &o.VersionID, IsLatest: &o.Latest, LastModified: &o.Modified,
			})
			continue
		}
		out.Versions = append(out.Versions, api.ObjectVersion{
			Owner: by, Key: new(enc(o.Key)), VersionId: &o.VersionID, IsLatest: &o.Latest, LastModified: &o.Modified,
			ETag: quote(o.ETag), Size: &o.Size, StorageClass: new("STANDARD"),
			ChecksumAlgorithm: algorithms(o.Sums), ChecksumType: opt(string(o.SumType)),
		})
	}
	if page.More {
		out.NextKeyMarker, out.NextVersionIdMarker = new(enc(page.Next)), opt(page.NextID)
	}
	return out, nil
}
