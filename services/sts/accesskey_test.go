package sts_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

func TestGetAccessKeyInfo(t *testing.T) {
	c := start(t)
	root := c.root(account)
	id, _, err := c.ids.NewRootKey(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	out, err := root.GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: &id})
	if err != nil || *out.Account != other {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = root.GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: aws.String("AKIANOBODYNOBODYNOBO")})
	wantCode(t, err, "ValidationError")
	_, err = c.user(account, "bob", "").GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: &id})
	wantCode(t, err, "AccessDenied")
}

// The last use of a role is kept, for iam:GetRole.
func TestRoleLastUsed(t *testing.T) {
	c := start(t)
	ann := c.user(account, "ann", assumeAll)
	arn := c.role("site", trustOwn, assumeAll, 0)
	out, err := ann.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: aws.String("me")})
	if err != nil {
		t.Fatal(err)
	}
	last := func() (used *identity.LastUsed, err error) {
		c.update(func(tx kv.Tx) error {
			r, err1 := c.ids.RoleByARN(tx, arn)
			if err1 == nil {
				used, err = c.ids.KeyLastUsed(tx, r.ID)
			}
			return err1
		})
		return used, err
	}
	if _, err := last(); !errors.Is(err, identity.ErrNotFound) {
		t.Errorf("before: %v", err)
	}
	if _, err := as(c, out.Credentials).GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: out.Credentials.AccessKeyId}); err != nil {
		t.Fatal(err)
	}
	if used, err := last(); err != nil || used.Region != "eu-west-3" {
		t.Errorf("after: %+v, %v", used, err)
	}
}
