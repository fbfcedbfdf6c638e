package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
)

// GetBucketLocation implements the operation. us-east-1 has no name there.
func (s *Service) GetBucketLocation(ctx context.Context, in *api.GetBucketLocationInput) (*api.GetBucketLocationOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	if t.Region == "us-east-1" {
		return &api.GetBucketLocationOutput{}, nil
	}
	return &api.GetBucketLocationOutput{LocationConstraint: &t.Region}, nil
}
