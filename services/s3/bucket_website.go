package s3

import (
	"context"
	"errors"
	"strconv"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/services/s3/website"
)

// PutBucketWebsite implements the operation.
func (s *Service) PutBucketWebsite(ctx context.Context, in *api.PutBucketWebsiteInput) (*api.PutBucketWebsiteOutput, error) {
	c, err := websiteOf(in.WebsiteConfiguration)
	if err != nil {
		return nil, err
	}
	if err := c.Validate(); err != nil {
		if e, ok := errors.AsType[*website.Error](err); ok {
			return nil, say(e.Code, e.Message)
		}
		return nil, err
	}
	return &api.PutBucketWebsiteOutput{}, s.set(ctx, in.Bucket, string(websiteDoc), websiteDoc.encode(*c))
}

// websiteOf reads the wire's configuration.
func websiteOf(in *api.WebsiteConfiguration) (*website.Config, error) {
	c := &website.Config{}
	if in.IndexDocument != nil {
		c.Index = val(in.IndexDocument.Suffix)
	}
	if in.ErrorDocument != nil {
		c.Error = val(in.ErrorDocument.Key)
	}
	if all := in.RedirectAllRequestsTo; all != nil {
		c.RedirectAll = &website.Target{Host: val(all.HostName), Protocol: val(all.Protocol)}
	}
	for _, r := range in.RoutingRules {
		rule := website.Rule{}
		var err error
		if cond := r.Condition; cond != nil {
			rule.Prefix = val(cond.KeyPrefixEquals)
			if rule.Status, err = statusCode(cond.HttpErrorCodeReturnedEquals); err != nil {
				return nil, err
			}
		}
		if to := r.Redirect; to != nil {
			rule.Host, rule.Protocol = val(to.HostName), val(to.Protocol)
			rule.ReplaceKey, rule.ReplacePrefix = to.ReplaceKeyWith, to.ReplaceKeyPrefixWith
			if rule.Code, err = statusCode(to.HttpRedirectCode); err != nil {
				return nil, err
			}
		}
		c.Rules = append(c.Rules, rule)
	}
	return c, nil
}

func statusCode(text *string) (int, error) {
	if val(text) == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(*text)
	if err != nil {
		return 0, fault("MalformedXML")
	}
	return n, nil
}

// GetBucketWebsite implements the operation.
func (s *Service) GetBucketWebsite(ctx context.Context, in *api.GetBucketWebsiteInput) (*api.GetBucketWebsiteOutput, error) {
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	c, found, err := websiteDoc.of(t.Bucket)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault("NoSuchWebsiteConfiguration", "BucketName", t.Name)
	}
	out := &api.GetBucketWebsiteOutput{}
	if c.RedirectAll != nil {
		out.RedirectAllRequestsTo = &api.RedirectAllRequestsTo{HostName: &c.RedirectAll.Host, Protocol: opt(c.RedirectAll.Protocol)}
	}
	if c.Index != "" {
		out.IndexDocument = &api.IndexDocument{Suffix: &c.Index}
	}
	if c.Error != "" {
		out.ErrorDocument = &api.ErrorDocument{Key: &c.Error}
	}
	for i := range c.Rules {
		out.RoutingRules = append(out.RoutingRules, wireRule(&c.Rules[i]))
	}
	return out, nil
}

func wireRule(r *website.Rule) api.RoutingRule {
	code := func(n int) *string {
		if n == 0 {
			return nil
		}
		return new(strconv.Itoa(n))
	}
	out := api.RoutingRule{Redirect: &api.Redirect{
		HostName: opt(r.Host), Protocol: opt(r.Protocol), HttpRedirectCode: code(r.Code),
		ReplaceKeyPrefixWith: r.ReplacePrefix, ReplaceKeyWith: r.ReplaceKey,
	}}
	if r.Prefix != "" || r.Status != 0 {
		out.Condition = &api.Condition{KeyPrefixEquals: opt(r.Prefix), HttpErrorCodeReturnedEquals: code(r.Status)}
	}
	return out
}

// DeleteBucketWebsite implements the operation.
func (s *Service) DeleteBucketWebsite(ctx context.Context, in *api.DeleteBucketWebsiteInput) (*api.DeleteBucketWebsiteOutput, error) {
	return &api.DeleteBucketWebsiteOutput{}, s.set(ctx, in.Bucket, string(websiteDoc), nil)
}
