package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

// PutBucketVersioning implements the operation.
func (s *Service) PutBucketVersioning(ctx context.Context, in *api.PutBucketVersioningInput) (*api.PutBucketVersioningOutput, error) {
	c := in.VersioningConfiguration
	switch val(c.MFADelete) {
	case "", "Disabled":
	case "Enabled":
		return nil, say("NotImplemented", "MFA delete is not implemented.")
	default:
		return nil, fault("MalformedXML")
	}
	v := object.Versioning(val(c.Status))
	switch v {
	case object.VersioningEnabled, object.VersioningSuspended:
	case object.VersioningUnset:
		return nil, fault("IllegalVersioningConfigurationException")
	default:
		return nil, fault("MalformedXML")
	}
	err := s.objects.SetVersioning(ctx, val(in.Bucket), v)
	return &api.PutBucketVersioningOutput{}, place{bucket: val(in.Bucket)}.fail(err)
}

// GetBucketVersioning implements the operation. It says nothing where versioning
// was never set.
func (s *Service) GetBucketVersioning(ctx context.Context, in *api.GetBucketVersioningInput) (*api.GetBucketVersioningOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	return &api.GetBucketVersioningOutput{Status: opt(string(t.Versioning))}, nil
}
