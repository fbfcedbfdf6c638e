package s3

import (
	"context"
	"strconv"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// onBucket asks for one action on the bucket.
func (s *Service) onBucket(action string) authoriser {
	return func(ctx context.Context, r ref, _ any) ([]identity.Check, error) {
		t, err := s.target(ctx, r)
		if err != nil {
			return nil, err
		}
		return []identity.Check{t.check(action, "", conditions(ctx, t.Account))}, nil
	}
}

// onPolicy asks for an action on the bucket's policy. The root user of the
// owner's account may always, so that nobody locks himself out (API Reference,
// PutBucketPolicy).
func (s *Service) onPolicy(action string) authoriser {
	return func(ctx context.Context, r ref, _ any) ([]identity.Check, error) {
		t, err := s.target(ctx, r)
		if err != nil {
			return nil, err
		}
		c := t.check(action, "", conditions(ctx, t.Account))
		if p := gateway.CallFrom(ctx).Principal; p.Kind == identity.Root && p.Account == t.Account {
			c.ResourcePolicy = nil
		}
		return []identity.Check{c}, nil
	}
}

func (s *Service) mayCreateBucket(ctx context.Context, r ref, in any) ([]identity.Check, error) {
	c := conditions(ctx, "")
	c["s3:LocationConstraint"] = []string{gateway.CallFrom(ctx).Region}
	config := in.(*api.CreateBucketInput).CreateBucketConfiguration
	if config == nil {
		config = &api.CreateBucketConfiguration{}
	}
	if l := val(config.LocationConstraint); l != "" {
		c["s3:LocationConstraint"] = []string{l}
	}
	checks := []identity.Check{{Action: "s3:CreateBucket", Resource: arnOf(r.bucket, ""), Context: c}}
	if len(config.Tags) > 0 {
		tagged := conditions(ctx, "")
		for _, t := range config.Tags {
			tagged["aws:RequestTag/"+val(t.Key)] = []string{val(t.Value)}
			tagged["aws:TagKeys"] = append(tagged["aws:TagKeys"], val(t.Key))
		}
		checks = append(checks, identity.Check{Action: "s3:TagResource", Resource: arnOf(r.bucket, ""), Context: tagged})
	}
	return checks, nil
}

func (s *Service) mayListBuckets(ctx context.Context, _ ref, _ any) ([]identity.Check, error) {
	return []identity.Check{{Action: "s3:ListAllMyBuckets", Resource: "arn:aws:s3:::*", Context: conditions(ctx, "")}}, nil
}

// mayHeadBucket tells even those whom it refuses where the bucket is: clients
// ask for that.
func (s *Service) mayHeadBucket(ctx context.Context, r ref, _ any) ([]identity.Check, error) {
	t, err := s.target(ctx, r)
	if err != nil {
		return nil, err
	}
	c := t.check("s3:ListBucket", "", conditions(ctx, t.Account))
	denied := fault("AccessDenied")
	denied.Header = t.regionHeader()
	c.Deny = denied
	return []identity.Check{c}, nil
}

// mayList asks for a listing: its prefix, delimiter and size are conditions.
func (s *Service) mayList(action string) authoriser {
	return func(ctx context.Context, r ref, in any) ([]identity.Check, error) {
		t, err := s.target(ctx, r)
		if err != nil {
			return nil, err
		}
		c := conditions(ctx, t.Account)
		set := func(key string, value *string) {
			if value != nil {
				c[key] = []string{*value}
			}
		}
		setMax := func(n *int32) {
			if n != nil {
				c["s3:max-keys"] = []string{strconv.Itoa(int(*n))}
			}
		}
		switch in := in.(type) {
		case *api.ListObjectsInput:
			set("s3:prefix", in.Prefix)
			set("s3:delimiter", in.Delimiter)
			setMax(in.MaxKeys)
		case *api.ListObjectsV2Input:
			set("s3:prefix", in.Prefix)
			set("s3:delimiter", in.Delimiter)
			setMax(in.MaxKeys)
		case *api.ListObjectVersionsInput:
			set("s3:prefix", in.Prefix)
			set("s3:delimiter", in.Delimiter)
			setMax(in.MaxKeys)
		}
		return []identity.Check{t.check(action, "", c)}, nil
	}
}
