package s3

import (
	"context"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
)

// The sub-resources of this file are not built. They read as those of a bucket
// at AWS that never had them set; writing them answers 501.

// never answers that a configuration was not set.
func (s *Service) never(ctx context.Context, bucket *string, code string) error {
	if _, err := s.find(ctx, val(bucket)); err != nil {
		return err
	}
	return fault(code, "BucketName", val(bucket))
}

// fullControl is the list of a bucket or object without access control lists.
func fullControl(account string) (*api.Owner, []api.Grant) {
	o := owner(account)
	return o, []api.Grant{{
		Grantee:    &api.Grantee{ID: o.ID, Type: new("CanonicalUser")},
		Permission: new("FULL_CONTROL"),
	}}
}

// GetBucketAcl implements the operation.
func (s *Service) GetBucketAcl(ctx context.Context, in *api.GetBucketAclInput) (*api.GetBucketAclOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	o, grants := fullControl(t.Account)
	return &api.GetBucketAclOutput{Owner: o, Grants: grants}, nil
}

// GetObjectAcl implements the operation.
func (s *Service) GetObjectAcl(ctx context.Context, in *api.GetObjectAclInput) (*api.GetObjectAclOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	p := place{bucket: t.Name, key: val(in.Key), version: val(in.VersionId)}
	if _, err := s.objects.Head(ctx, object.GetInput{Bucket: t.Name, Key: p.key, VersionID: p.version}); err != nil {
		return nil, p.fail(err)
	}
	o, grants := fullControl(t.Account)
	return &api.GetObjectAclOutput{Owner: o, Grants: grants}, nil
}

// GetBucketCors implements the operation.
func (s *Service) GetBucketCors(ctx context.Context, in *api.GetBucketCorsInput) (*api.GetBucketCorsOutput, error) {
	return nil, s.never(ctx, in.Bucket, "NoSuchCORSConfiguration")
}

// GetBucketLifecycleConfiguration implements the operation.
func (s *Service) GetBucketLifecycleConfiguration(ctx context.Context, in *api.GetBucketLifecycleConfigurationInput) (*api.GetBucketLifecycleConfigurationOutput, error) {
	return nil, s.never(ctx, in.Bucket, "NoSuchLifecycleConfiguration")
}

// GetBucketReplication implements the operation.
func (s *Service) GetBucketReplication(ctx context.Context, in *api.GetBucketReplicationInput) (*api.GetBucketReplicationOutput, error) {
	return nil, s.never(ctx, in.Bucket, "ReplicationConfigurationNotFoundError")
}

// GetBucketEncryption implements the operation. At AWS each bucket has AES256
// for a default; here objects are not encrypted at rest, and it says so.
func (s *Service) GetBucketEncryption(ctx context.Context, in *api.GetBucketEncryptionInput) (*api.GetBucketEncryptionOutput, error) {
	return nil, s.never(ctx, in.Bucket, "ServerSideEncryptionConfigurationNotFoundError")
}

// GetObjectLockConfiguration implements the operation.
func (s *Service) GetObjectLockConfiguration(ctx context.Context, in *api.GetObjectLockConfigurationInput) (*api.GetObjectLockConfigurationOutput, error) {
	return nil, s.never(ctx, in.Bucket, "ObjectLockConfigurationNotFoundError")
}

// GetBucketLogging implements the operation.
func (s *Service) GetBucketLogging(ctx context.Context, in *api.GetBucketLoggingInput) (*api.GetBucketLoggingOutput, error) {
	_, err := s.find(ctx, val(in.Bucket))
	return &api.GetBucketLoggingOutput{}, err
}

// GetBucketRequestPayment implements the operation.
func (s *Service) GetBucketRequestPayment(ctx context.Context, in *api.GetBucketRequestPaymentInput) (*api.GetBucketRequestPaymentOutput, error) {
	_, err := s.find(ctx, val(in.Bucket))
	return &api.GetBucketRequestPaymentOutput{Payer: new("BucketOwner")}, err
}

// GetBucketAccelerateConfiguration implements the operation.
func (s *Service) GetBucketAccelerateConfiguration(ctx context.Context, in *api.GetBucketAccelerateConfigurationInput) (*api.GetBucketAccelerateConfigurationOutput, error) {
	_, err := s.find(ctx, val(in.Bucket))
	return &api.GetBucketAccelerateConfigurationOutput{}, err
}

// GetBucketNotificationConfiguration implements the operation.
func (s *Service) GetBucketNotificationConfiguration(ctx context.Context, in *api.GetBucketNotificationConfigurationInput) (*api.GetBucketNotificationConfigurationOutput, error) {
	_, err := s.find(ctx, val(in.Bucket))
	return &api.GetBucketNotificationConfigurationOutput{}, err
}
