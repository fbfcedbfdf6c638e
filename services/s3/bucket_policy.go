package s3

import (
	"context"
	"errors"
	"strings"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity/policy"
)

// PutBucketPolicy implements the operation. A public policy is refused where
// BlockPublicPolicy is set.
func (s *Service) PutBucketPolicy(ctx context.Context, in *api.PutBucketPolicyInput) (*api.PutBucketPolicyOutput, error) {
	bucket, text := val(in.Bucket), val(in.Policy)
	doc, err := parsePolicy(bucket, text)
	if err != nil {
		return nil, err
	}
	t, err := s.find(ctx, bucket)
	if err != nil {
		return nil, err
	}
	if doc.Public() && t.block.BlockPublicPolicy {
		return nil, say("AccessDenied", "User: "+gateway.CallFrom(ctx).Principal.ARN+
			" is not authorized to perform: s3:PutBucketPolicy on resource: \""+t.arn("")+
			"\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.")
	}
	var bound map[string]string
	err = s.store.View(ctx, func(tx kv.Tx) (err error) {
		bound, err = s.identity.BindPrincipals(tx, doc)
		return err
	})
	if _, ok := errors.AsType[*policy.Error](err); ok {
		return nil, say("MalformedPolicy", "Invalid principal in policy")
	}
	if err != nil {
		return nil, err
	}
	return &api.PutBucketPolicyOutput{}, s.setAll(ctx, in.Bucket, map[string][]byte{
		policyDoc: []byte(text), string(boundDoc): boundDoc.encode(bound),
	})
}

// parsePolicy checks a bucket policy: its statements may only be about S3 and
// about this bucket.
func parsePolicy(bucket, text string) (*policy.Document, error) {
	switch {
	case strings.TrimSpace(text) == "":
		return nil, say("MissingRequestBodyError", "Request Body is empty")
	case len(text) > maxPolicy:
		return nil, say("MalformedPolicy", "Policy exceeds the maximum allowed document size.")
	}
	doc, err := policy.Parse(policy.Resource, text)
	if e, ok := errors.AsType[*policy.Error](err); ok {
		if e.Syntax {
			return nil, fault("MalformedPolicy")
		}
		return nil, say("MalformedPolicy", e.Message)
	}
	if err != nil {
		return nil, say("MalformedPolicy", err.Error())
	}
	for a := range doc.Actions() {
		if !strings.HasPrefix(strings.ToLower(a), "s3:") && a != "*" {
			return nil, say("MalformedPolicy", "Policy has invalid action", "Detail", a)
		}
	}
	arn := arnOf(bucket, "")
	for r := range doc.Resources() {
		rest, ok := strings.CutPrefix(r, arn)
		if !ok || rest != "" && rest != "*" && !strings.HasPrefix(rest, "/") {
			return nil, say("MalformedPolicy", "Policy has invalid resource", "Detail", r)
		}
	}
	return doc, nil
}

// GetBucketPolicy implements the operation. Of a user or role that is gone it
// shows the unique id.
func (s *Service) GetBucketPolicy(ctx context.Context, in *api.GetBucketPolicyInput) (*api.GetBucketPolicyOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	text, found := t.Config[policyDoc]
	if !found {
		return nil, fault("NoSuchBucketPolicy", "BucketName", t.Name)
	}
	bound, _, err := boundDoc.of(t.Bucket)
	if err != nil {
		return nil, err
	}
	out := &api.GetBucketPolicyOutput{}
	return out, s.store.View(ctx, func(tx kv.Tx) error {
		now, err := s.identity.BoundText(tx, string(text), bound)
		out.Policy = &now
		return err
	})
}

// DeleteBucketPolicy implements the operation.
func (s *Service) DeleteBucketPolicy(ctx context.Context, in *api.DeleteBucketPolicyInput) (*api.DeleteBucketPolicyOutput, error) {
	return &api.DeleteBucketPolicyOutput{}, s.setAll(ctx, in.Bucket, map[string][]byte{policyDoc: nil, string(boundDoc): nil})
}

// GetBucketPolicyStatus implements the operation.
func (s *Service) GetBucketPolicyStatus(ctx context.Context, in *api.GetBucketPolicyStatusInput) (*api.GetBucketPolicyStatusOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	if t.policy == nil {
		return nil, fault("NoSuchBucketPolicy", "BucketName", t.Name)
	}
	public := t.policy.Public() && !t.blocked
	return &api.GetBucketPolicyStatusOutput{PolicyStatus: &api.PolicyStatus{IsPublic: &public}}, nil
}
