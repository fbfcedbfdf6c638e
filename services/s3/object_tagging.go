package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

// retag replaces the tags of a version and gives the version.
func (s *Service) retag(ctx context.Context, bucket, key, version *string, tags []object.Tag) (*string, error) {
	p := place{bucket: val(bucket), key: val(key), version: val(version)}
	o, err := s.objects.SetTags(ctx, object.GetInput{Bucket: p.bucket, Key: p.key, VersionID: p.version}, tags)
	if err != nil {
		return nil, p.fail(err)
	}
	return versionID(o), nil
}

// PutObjectTagging implements the operation.
func (s *Service) PutObjectTagging(ctx context.Context, in *api.PutObjectTaggingInput) (*api.PutObjectTaggingOutput, error) {
	tags := tagsOf(in.Tagging.TagSet)
	if err := checkObjectTags(tags); err != nil {
		return nil, err
	}
	id, err := s.retag(ctx, in.Bucket, in.Key, in.VersionId, tags)
	return &api.PutObjectTaggingOutput{VersionId: id}, err
}

// DeleteObjectTagging implements the operation.
func (s *Service) DeleteObjectTagging(ctx context.Context, in *api.DeleteObjectTaggingInput) (*api.DeleteObjectTaggingOutput, error) {
	id, err := s.retag(ctx, in.Bucket, in.Key, in.VersionId, nil)
	return &api.DeleteObjectTaggingOutput{VersionId: id}, err
}

// GetObjectTagging implements the operation. An object without tags has an empty
// set.
func (s *Service) GetObjectTagging(ctx context.Context, in *api.GetObjectTaggingInput) (*api.GetObjectTaggingOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key), version: val(in.VersionId)}
	o, err := s.objects.Tags(ctx, object.GetInput{Bucket: p.bucket, Key: p.key, VersionID: p.version})
	if err != nil {
		return nil, p.fail(err)
	}
	return &api.GetObjectTaggingOutput{TagSet: tagSet(o.Tags), VersionId: versionID(o)}, nil
}
