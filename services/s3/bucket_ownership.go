package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
)

// checkOwnership takes BucketOwnerEnforced only: the others bring access control
// lists, which are not built.
func checkOwnership(setting string) error {
	switch setting {
	case "BucketOwnerEnforced":
		return nil
	case "BucketOwnerPreferred", "ObjectWriter":
		return say("NotImplemented", "The object ownership "+setting+" enables access control lists, which are not implemented: use BucketOwnerEnforced.")
	}
	return fault("MalformedXML")
}

// PutBucketOwnershipControls implements the operation.
func (s *Service) PutBucketOwnershipControls(ctx context.Context, in *api.PutBucketOwnershipControlsInput) (*api.PutBucketOwnershipControlsOutput, error) {
	if len(in.OwnershipControls.Rules) != 1 {
		return nil, fault("MalformedXML")
	}
	setting := val(in.OwnershipControls.Rules[0].ObjectOwnership)
	if err := checkOwnership(setting); err != nil {
		return nil, err
	}
	return &api.PutBucketOwnershipControlsOutput{}, s.set(ctx, in.Bucket, string(ownershipDoc), ownershipDoc.encode(setting))
}

// GetBucketOwnershipControls implements the operation.
func (s *Service) GetBucketOwnershipControls(ctx context.Context, in *api.GetBucketOwnershipControlsInput) (*api.GetBucketOwnershipControlsOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	setting, found, err := ownershipDoc.of(t.Bucket)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault("OwnershipControlsNotFoundError", "BucketName", t.Name)
	}
	rule := api.OwnershipControlsRule{ObjectOwnership: &setting}
	return &api.GetBucketOwnershipControlsOutput{OwnershipControls: &api.OwnershipControls{Rules: []api.OwnershipControlsRule{rule}}}, nil
}

// DeleteBucketOwnershipControls implements the operation.
func (s *Service) DeleteBucketOwnershipControls(ctx context.Context, in *api.DeleteBucketOwnershipControlsInput) (*api.DeleteBucketOwnershipControlsOutput, error) {
	return &api.DeleteBucketOwnershipControlsOutput{}, s.set(ctx, in.Bucket, string(ownershipDoc), nil)
}
