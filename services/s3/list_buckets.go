package s3

import (
	"context"
	"strconv"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
)

// ListBuckets implements the operation: the caller's account's buckets, in all
// regions, by name.
func (s *Service) ListBuckets(ctx context.Context, in *api.ListBucketsInput) (*api.ListBucketsOutput, error) {
	if n := in.MaxBuckets; n != nil && (*n < 1 || *n > maxBuckets) {
		return nil, invalidArgument("Argument max-buckets must be an integer between 1 and 10000", "max-buckets", strconv.Itoa(int(*n)))
	}
	after, err := parseToken(in.ContinuationToken, "continuation-token")
	if err != nil {
		return nil, err
	}
	account := gateway.CallFrom(ctx).Account
	page, err := s.objects.Buckets(ctx, object.BucketsInput{
		Account: account, Prefix: val(in.Prefix), Region: val(in.BucketRegion), After: after, Max: int(val(in.MaxBuckets)),
	})
	if err != nil {
		return nil, err
	}
	out := &api.ListBucketsOutput{Owner: owner(account), Prefix: in.Prefix, Buckets: make([]api.Bucket, len(page.Buckets))}
	for i := range page.Buckets {
		b := &page.Buckets[i]
		out.Buckets[i] = api.Bucket{Name: &b.Name, CreationDate: &b.Created, BucketRegion: &b.Region}
	}
	if page.More {
		out.ContinuationToken = new(formatToken(page.Buckets[len(page.Buckets)-1].Name))
	}
	return out, nil
}
