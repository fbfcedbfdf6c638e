package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
)

// HeadBucket implements the operation.
func (s *Service) HeadBucket(ctx context.Context, in *api.HeadBucketInput) (*api.HeadBucketOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	return &api.HeadBucketOutput{BucketRegion: &t.Region, AccessPointAlias: new(false)}, nil
}
