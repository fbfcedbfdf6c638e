package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
)

// DeleteBucket implements the operation. Uploads under way are aborted.
func (s *Service) DeleteBucket(ctx context.Context, in *api.DeleteBucketInput) (*api.DeleteBucketOutput, error) {
	err := s.objects.DeleteBucket(ctx, val(in.Bucket))
	return &api.DeleteBucketOutput{}, place{bucket: val(in.Bucket)}.fail(err)
}
