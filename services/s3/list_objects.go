package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

// ListObjects implements the operation. NextMarker is only given with a
// delimiter.
func (s *Service) ListObjects(ctx context.Context, in *api.ListObjectsInput) (*api.ListObjectsOutput, error) {
	enc, err := encoderOf(in.EncodingType)
	if err != nil {
		return nil, err
	}
	limit, err := pageSize(in.MaxKeys, "max-keys", 0)
	if err != nil {
		return nil, err
	}
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	page, err := s.objects.List(ctx, object.ListInput{
		Bucket: t.Name, Prefix: val(in.Prefix), Delimiter: val(in.Delimiter), After: val(in.Marker), Max: limit,
	})
	if err != nil {
		return nil, place{bucket: t.Name}.fail(err)
	}
	out := &api.ListObjectsOutput{
		Name: &t.Name, Prefix: enc.full(in.Prefix), Marker: enc.full(in.Marker), Delimiter: enc.text(in.Delimiter),
		MaxKeys: i32(limit), IsTruncated: &page.More, EncodingType: in.EncodingType, CommonPrefixes: enc.prefixes(page.Prefixes),
	}
	o := owner(t.Account)
	for i := range page.Objects {
		out.Contents = append(out.Contents, enc.listed(&page.Objects[i], o))
	}
	if page.More && val(in.Delimiter) != "" {
		out.NextMarker = new(enc(page.Next))
	}
	return out, nil
}

// ListObjectsV2 implements the operation.
func (s *Service) ListObjectsV2(ctx context.Context, in *api.ListObjectsV2Input) (*api.ListObjectsV2Output, error) {
	enc, err := encoderOf(in.EncodingType)
	if err != nil {
		return nil, err
	}
	limit, err := pageSize(in.MaxKeys, "max-keys", 0)
	if err != nil {
		return nil, err
	}
	after, err := parseToken(in.ContinuationToken, "continuation-token")
	if err != nil {
		return nil, err
	}
	if in.ContinuationToken == nil {
		after = val(in.StartAfter)
	}
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	page, err := s.objects.List(ctx, object.ListInput{
		Bucket: t.Name, Prefix: val(in.Prefix), Delimiter: val(in.Delimiter), After: after, Max: limit,
	})
	if err != nil {
		return nil, place{bucket: t.Name}.fail(err)
	}
	out := &api.ListObjectsV2Output{
		Name: &t.Name, Prefix: enc.full(in.Prefix), Delimiter: enc.text(in.Delimiter), StartAfter: enc.text(in.StartAfter),
		MaxKeys: i32(limit), KeyCount: i32(len(page.Objects) + len(page.Prefixes)), IsTruncated: &page.More,
		EncodingType: in.EncodingType, ContinuationToken: in.ContinuationToken, CommonPrefixes: enc.prefixes(page.Prefixes),
	}
	var o *api.Owner
	if val(in.FetchOwner) {
		o = owner(t.Account)
	}
	for i := range page.Objects {
		out.Contents = append(out.Contents, enc.listed(&page.Objects[i], o))
	}
	if page.More {
		out.NextContinuationToken = new(formatToken(page.Next))
	}
	return out, nil
}
