package s3

import (
	"context"
	"errors"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
)

// CreateBucket implements the operation. New buckets block public access and
// are BucketOwnerEnforced. Making a bucket again that one owns answers 200 in
// us-east-1 and BucketAlreadyOwnedByYou elsewhere.
func (s *Service) CreateBucket(ctx context.Context, in *api.CreateBucketInput) (*api.CreateBucketOutput, error) {
	name := val(in.Bucket)
	if !validName(name) {
		return nil, fault("InvalidBucketName", "BucketName", name)
	}
	config := in.CreateBucketConfiguration
	if config == nil {
		config = &api.CreateBucketConfiguration{}
	}
	call := gateway.CallFrom(ctx)
	region, err := placeOf(val(config.LocationConstraint), call.Region)
	if err != nil {
		return nil, err
	}
	docs, err := newBucketDocs(in, config)
	if err != nil {
		return nil, err
	}
	b, err := s.objects.CreateBucket(ctx, object.Bucket{Name: name, Account: call.Account, Region: region, Config: docs})
	if errors.Is(err, object.ErrBucketExists) {
		switch {
		case b.Account != call.Account:
			return nil, fault("BucketAlreadyExists", "BucketName", name)
		case b.Region != "us-east-1" || region != "us-east-1":
			return nil, fault("BucketAlreadyOwnedByYou", "BucketName", name)
		}
		err = nil
	}
	if err != nil {
		return nil, err
	}
	return &api.CreateBucketOutput{Location: new("/" + name)}, nil
}

// newBucketDocs are the documents of a new bucket.
func newBucketDocs(in *api.CreateBucketInput, config *api.CreateBucketConfiguration) (map[string][]byte, error) {
	if config.Location != nil || config.Bucket != nil && val(config.Bucket.Type) != "" {
		return nil, say("NotImplemented", "There are no directory buckets.")
	}
	ownership := "BucketOwnerEnforced"
	if o := val(in.ObjectOwnership); o != "" {
		ownership = o
	}
	if err := checkOwnership(ownership); err != nil {
		return nil, err
	}
	docs := map[string][]byte{
		string(publicAccessDoc): publicAccessDoc.encode(publicAccess{true, true, true, true}),
		string(ownershipDoc):    ownershipDoc.encode(ownership),
	}
	if tags := tagsOf(config.Tags); len(tags) > 0 {
		if err := checkBucketTags(tags); err != nil {
			return nil, err
		}
		docs[string(tagsDoc)] = tagsDoc.encode(tags)
	}
	return docs, nil
}
