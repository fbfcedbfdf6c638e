package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
)

// PutPublicAccessBlock implements the operation. What is left out is off.
func (s *Service) PutPublicAccessBlock(ctx context.Context, in *api.PutPublicAccessBlockInput) (*api.PutPublicAccessBlockOutput, error) {
	c := in.PublicAccessBlockConfiguration
	doc := publicAccessDoc.encode(publicAccess{
		val(c.BlockPublicAcls), val(c.IgnorePublicAcls), val(c.BlockPublicPolicy), val(c.RestrictPublicBuckets),
	})
	return &api.PutPublicAccessBlockOutput{}, s.set(ctx, in.Bucket, string(publicAccessDoc), doc)
}

// GetPublicAccessBlock implements the operation.
func (s *Service) GetPublicAccessBlock(ctx context.Context, in *api.GetPublicAccessBlockInput) (*api.GetPublicAccessBlockOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	if _, found := t.Config[string(publicAccessDoc)]; !found {
		return nil, fault("NoSuchPublicAccessBlockConfiguration", "BucketName", t.Name)
	}
	b := t.block
	return &api.GetPublicAccessBlockOutput{PublicAccessBlockConfiguration: &api.PublicAccessBlockConfiguration{
		BlockPublicAcls: &b.BlockPublicAcls, IgnorePublicAcls: &b.IgnorePublicAcls,
		BlockPublicPolicy: &b.BlockPublicPolicy, RestrictPublicBuckets: &b.RestrictPublicBuckets,
	}}, nil
}

// DeletePublicAccessBlock implements the operation: all four are off then.
func (s *Service) DeletePublicAccessBlock(ctx context.Context, in *api.DeletePublicAccessBlockInput) (*api.DeletePublicAccessBlockOutput, error) {
	return &api.DeletePublicAccessBlockOutput{}, s.set(ctx, in.Bucket, string(publicAccessDoc), nil)
}
