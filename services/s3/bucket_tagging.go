package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
)

// set writes, or with nil removes, a document of a bucket.
func (s *Service) set(ctx context.Context, bucket *string, doc string, value []byte) error {
	return s.setAll(ctx, bucket, map[string][]byte{doc: value})
}

// setAll writes documents in one transaction.
func (s *Service) setAll(ctx context.Context, bucket *string, docs map[string][]byte) error {
	err := s.objects.SetConfig(ctx, val(bucket), docs)
	return place{bucket: val(bucket)}.fail(err)
}

// PutBucketTagging implements the operation: the tags replace those before.
func (s *Service) PutBucketTagging(ctx context.Context, in *api.PutBucketTaggingInput) (*api.PutBucketTaggingOutput, error) {
	tags := tagsOf(in.Tagging.TagSet)
	if err := checkBucketTags(tags); err != nil {
		return nil, err
	}
	return &api.PutBucketTaggingOutput{}, s.set(ctx, in.Bucket, string(tagsDoc), tagsDoc.encode(tags))
}

// GetBucketTagging implements the operation.
func (s *Service) GetBucketTagging(ctx context.Context, in *api.GetBucketTaggingInput) (*api.GetBucketTaggingOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	tags, found, err := tagsDoc.of(t.Bucket)
	if err != nil {
		return nil, err
	}
	if !found || len(tags) == 0 {
		return nil, fault("NoSuchTagSet", "BucketName", t.Name)
	}
	return &api.GetBucketTaggingOutput{TagSet: tagSet(tags)}, nil
}

// DeleteBucketTagging implements the operation.
func (s *Service) DeleteBucketTagging(ctx context.Context, in *api.DeleteBucketTaggingInput) (*api.DeleteBucketTaggingOutput, error) {
	return &api.DeleteBucketTaggingOutput{}, s.set(ctx, in.Bucket, string(tagsDoc), nil)
}
