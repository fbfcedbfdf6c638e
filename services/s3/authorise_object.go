package s3

import (
	"context"
	"maps"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// onObject asks for one action on the object's key.
func (s *Service) onObject(action string) authoriser {
	return func(ctx context.Context, r ref, _ any) ([]identity.Check, error) {
		t, err := s.target(ctx, r)
		if err != nil {
			return nil, err
		}
		return []identity.Check{t.check(action, r.key, conditions(ctx, t.Account))}, nil
	}
}

// onExisting asks for actions on an object that should be there; versioned are
// the actions where a version is named.
func (s *Service) onExisting(plain, versioned []string) authoriser {
	return func(ctx context.Context, r ref, _ any) ([]identity.Check, error) {
		t, err := s.target(ctx, r)
		if err != nil {
			return nil, err
		}
		return s.existing(ctx, t, r, plain, versioned)
	}
}

// existing makes the checks of reading an object. Its tags are conditions. Who
// may not list the bucket does not learn that a key is not there: he gets 403
// instead of 404 (API Reference, GetObject).
func (s *Service) existing(ctx context.Context, t *target, r ref, plain, versioned []string) ([]identity.Check, error) {
	c := conditions(ctx, t.Account)
	actions := plain
	if r.version != "" {
		actions = versioned
		c["s3:VersionId"] = []string{r.version}
	}
	o, err := s.objects.Head(ctx, object.GetInput{Bucket: r.bucket, Key: r.key, VersionID: r.version})
	if err == nil {
		for _, tag := range o.Tags {
			c["s3:ExistingObjectTag/"+tag.Key] = []string{tag.Value}
		}
	}
	var checks []identity.Check
	for _, a := range actions {
		checks = append(checks, t.check(a, r.key, c))
	}
	if absent(err) {
		checks = append(checks, t.check("s3:ListBucket", "", conditions(ctx, t.Account)))
	}
	return checks, nil // any other error is the operation's to tell
}

// withTags adds the tags of a request.
func withTags(c policy.Context, tags []object.Tag) policy.Context {
	c = maps.Clone(c)
	keys := make([]string, 0, len(tags))
	for _, t := range tags {
		c["s3:RequestObjectTag/"+t.Key] = []string{t.Value}
		keys = append(keys, t.Key)
	}
	c["s3:RequestObjectTagKeys"] = keys
	return c
}

// mayPutObject also asks to tag, where the object comes with tags.
func (s *Service) mayPutObject(ctx context.Context, r ref, in any) ([]identity.Check, error) {
	t, err := s.target(ctx, r)
	if err != nil {
		return nil, err
	}
	var header *string
	switch in := in.(type) {
	case *api.PutObjectInput:
		header = in.Tagging
	case *api.CreateMultipartUploadInput:
		header = in.Tagging
	}
	return s.putChecks(ctx, t, r.key, header)
}

func (s *Service) putChecks(ctx context.Context, t *target, key string, tagging *string) ([]identity.Check, error) {
	c := conditions(ctx, t.Account)
	tags, err := parseTagging(tagging)
	if err != nil {
		return nil, err
	}
	if len(tags) == 0 {
		return []identity.Check{t.check("s3:PutObject", key, c)}, nil
	}
	c = withTags(c, tags)
	return []identity.Check{t.check("s3:PutObject", key, c), t.check("s3:PutObjectTagging", key, c)}, nil
}

func (s *Service) mayPutTagging(ctx context.Context, r ref, in any) ([]identity.Check, error) {
	t, err := s.target(ctx, r)
	if err != nil {
		return nil, err
	}
	checks, err := s.existing(ctx, t, r, []string{"s3:PutObjectTagging"}, []string{"s3:PutObjectVersionTagging"})
	if set := in.(*api.PutObjectTaggingInput).Tagging; err == nil && set != nil {
		checks[0].Context = withTags(checks[0].Context, tagsOf(set.TagSet))
	}
	return checks, err
}

func (s *Service) mayDeleteObject(ctx context.Context, r ref, _ any) ([]identity.Check, error) {
	t, err := s.target(ctx, r)
	if err != nil {
		return nil, err
	}
	return []identity.Check{t.deletion(ctx, r.key, r.version)}, nil
}

func (t *target) deletion(ctx context.Context, key, version string) identity.Check {
	c := conditions(ctx, t.Account)
	if version == "" {
		return t.check("s3:DeleteObject", key, c)
	}
	c["s3:VersionId"] = []string{version}
	return t.check("s3:DeleteObjectVersion", key, c)
}

// mayDeleteObjects only looks at the bucket: each key is asked for by the
// operation, which answers for each on its own.
func (s *Service) mayDeleteObjects(ctx context.Context, r ref, _ any) ([]identity.Check, error) {
	_, err := s.target(ctx, r)
	return nil, err
}

// mayCopyObject asks to read the source and to write the destination; tags that
// come along need their own permissions.
func (s *Service) mayCopyObject(ctx context.Context, r ref, in any) ([]identity.Check, error) {
	copied := in.(*api.CopyObjectInput)
	t, err := s.target(ctx, r)
	if err != nil {
		return nil, err
	}
	if val(copied.TaggingDirective) == "REPLACE" {
		checks, err := s.putChecks(ctx, t, r.key, copied.Tagging)
		if err != nil {
			return nil, err
		}
		source, _, err := s.maySource(ctx, copied.CopySource, copied.ExpectedSourceBucketOwner)
		return append(source, checks...), err
	}
	checks, tags, err := s.maySource(ctx, copied.CopySource, copied.ExpectedSourceBucketOwner)
	if err != nil {
		return nil, err
	}
	c := conditions(ctx, t.Account)
	if len(tags) > 0 {
		read := checks[0]
		read.Action = "s3:GetObjectTagging"
		if read.Context["s3:VersionId"] != nil {
			read.Action = "s3:GetObjectVersionTagging"
		}
		c = withTags(c, tags)
		checks = append(checks, read, t.check("s3:PutObjectTagging", r.key, c))
	}
	return append(checks, t.check("s3:PutObject", r.key, c)), nil
}

func (s *Service) mayCopyPart(ctx context.Context, r ref, in any) ([]identity.Check, error) {
	copied := in.(*api.UploadPartCopyInput)
	t, err := s.target(ctx, r)
	if err != nil {
		return nil, err
	}
	checks, _, err := s.maySource(ctx, copied.CopySource, copied.ExpectedSourceBucketOwner)
	if err != nil {
		return nil, err
	}
	return append(checks, t.check("s3:PutObject", r.key, conditions(ctx, t.Account))), nil
}

// maySource makes the checks of reading the source of a copy, and gives its tags.
func (s *Service) maySource(ctx context.Context, header, expectedOwner *string) ([]identity.Check, []object.Tag, error) {
	from, err := parseCopySource(val(header))
	if err != nil {
		return nil, nil, err
	}
	// The source may be in another region than the request.
	t, err := s.find(ctx, from.Bucket)
	if err != nil {
		return nil, nil, err
	}
	if o := val(expectedOwner); o != "" && o != t.Account {
		return nil, nil, fault("AccessDenied")
	}
	r := ref{bucket: from.Bucket, key: from.Key, version: from.VersionID}
	checks, err := s.existing(ctx, t, r, []string{"s3:GetObject"}, []string{"s3:GetObjectVersion"})
	if err != nil {
		return nil, nil, err
	}
	var tags []object.Tag
	if o, err := s.objects.Head(ctx, from); err == nil {
		tags = o.Tags
	}
	return checks, tags, nil
}
