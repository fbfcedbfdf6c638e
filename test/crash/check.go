package crash

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// check compares the cloud with what was acknowledged: nothing may be missing,
// nothing may be half there, and nothing may be there that nobody sent. A call
// that was cut off may have happened or not; check settles which.
func (l *load) check(ctx context.Context) error {
	listed, err := l.listed(ctx)
	if err != nil {
		return err
	}
	for key := range listed {
		if l.tried[key] == nil {
			return fmt.Errorf("%s is listed, but was never sent", key)
		}
	}
	for key, possible := range l.tried {
		got, err := l.read(ctx, key)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if (got != "") != listed[key] {
			return fmt.Errorf("%s: the listing says %v, reading it the contrary", key, listed[key])
		}
		if !possible[got] && (got != "" || l.acked[key] != "") {
			return fmt.Errorf("%s holds %.12q, which is none of the %d contents that it may hold (acknowledged %.12q)", key, got, len(possible), l.acked[key])
		}
		l.acked[key], l.tried[key] = got, map[string]bool{got: true}
	}
	return l.checkUsers(ctx)
}

// read gives the hash of an object; "" where there is none.
func (l *load) read(ctx context.Context, key string) (string, error) {
	out, err := l.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)})
	if _, ok := errors.AsType[*types.NoSuchKey](err); ok {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	if err != nil {
		return "", err
	}
	return hash(body), nil
}

func (l *load) listed(ctx context.Context) (map[string]bool, error) {
	keys := map[string]bool{}
	pages := s3.NewListObjectsV2Paginator(l.s3, &s3.ListObjectsV2Input{Bucket: aws.String(bucket), MaxKeys: aws.Int32(50)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Contents {
			keys[*o.Key] = true
		}
	}
	return keys, nil
}

func (l *load) checkUsers(ctx context.Context) error {
	there := map[string]bool{}
	pages := iam.NewListUsersPaginator(l.iam, &iam.ListUsersInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, u := range page.Users {
			there[*u.UserName] = true
		}
	}
	for name := range l.users {
		if !there[name] {
			return fmt.Errorf("the user %s was acknowledged and is gone", name)
		}
	}
	return nil
}
