package s3_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
	"github.com/cumulet/cumulet/services/s3"
)

const (
	account    = "123456789012"
	region     = "eu-west-3"
	rootKey    = "AKIAROOTROOTROOTROOT"
	rootSecret = "ssssssssssssssssssssssssssssssssssssssss"
)

// cloud is a gateway with S3 behind it, and root's client.
type cloud struct {
	*testing.T
	*sdk.Client
	url   string
	ctx   context.Context
	store kv.Store
	ids   *identity.Store
}

type queue struct{}

func (queue) Enqueue(tx kv.Tx, t task.Task) error { return task.Enqueue(tx, t) }

func serve(t *testing.T) *cloud {
	t.Helper()
	fine := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := pebblekv.Open(t.TempDir(), pebblekv.Options{})
	fine(err)
	t.Cleanup(func() { _ = db.Close() })
	box, err := seal.Open(filepath.Join(t.TempDir(), "master.key"))
	fine(err)
	store := gateway.Recorded(db)
	blobs, err := blob.Open(t.Context(), blob.Options{FS: vfs.NewMem(), Dir: "/blobs", Store: db, Tasks: queue{}})
	fine(err)
	objects, err := object.Open(t.Context(), object.Options{Store: store, Blobs: blobs, Tasks: queue{}})
	fine(err)
	ids := identity.NewStore(store, box, clock.System{}, identity.Options{})
	fine(ids.EnsureRoot(t.Context(), account, rootKey, rootSecret))
	g, err := gateway.New(gateway.Options{
		Rooms: []*gateway.Room{
			s3.New(s3.Deps{Store: store, Objects: objects, Identity: ids, Log: slog.New(slog.DiscardHandler), Domains: []string{"cloud.example"}}),
		},
		Store: db, Identity: ids, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler),
		Account: account, Region: region, Domains: []string{"cloud.example"}, SigV2: true,
	})
	fine(err)
	fine(g.Start(t.Context()))
	srv := httptest.NewServer(g)
	t.Cleanup(func() {
		srv.Close()
		_ = g.Stop(context.Background())
	})
	c := &cloud{T: t, url: srv.URL, ctx: t.Context(), store: store, ids: ids}
	c.Client = c.as(rootKey, rootSecret, region)
	return c
}

func (c *cloud) config(key, secret, region string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: &c.url, Retryer: func() aws.Retryer { return aws.NopRetryer{} },
		Credentials:                credentials.NewStaticCredentialsProvider(key, secret, ""),
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported, // as configurations from files have it
	}
}

func (c *cloud) as(key, secret, region string) *sdk.Client {
	return sdk.NewFromConfig(c.config(key, secret, region), func(o *sdk.Options) { o.UsePathStyle = true })
}

// user makes a user with a policy and gives his client.
func (c *cloud) user(name, policy string) *sdk.Client {
	c.Helper()
	var client *sdk.Client
	err := c.store.Update(c.ctx, func(tx kv.Tx) error {
		u := &identity.UserEntity{Common: identity.Common{
			ID: c.ids.Users.NewID(account), Name: name, Path: "/", Account: account, Created: c.ids.Now(),
		}}
		if policy != "" {
			u.Inline = map[string]string{"own": policy}
		}
		if err := c.ids.Users.Create(tx, u); err != nil {
			return err
		}
		key, secret, err := c.ids.CreateKey(tx, account, u)
		if err == nil {
			client = c.as(key.ID, secret, region)
		}
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return client
}

// remove deletes a user.
func (c *cloud) remove(name string) {
	c.Helper()
	err := c.store.Update(c.ctx, func(tx kv.Tx) error {
		u, err := c.ids.Users.Get(tx, account, name)
		if err != nil {
			return err
		}
		return c.ids.Users.Delete(tx, u)
	})
	if err != nil {
		c.Fatal(err)
	}
}

// do makes a call that must succeed.
func do[In, Out any](c *cloud, call func(context.Context, *In, ...func(*sdk.Options)) (*Out, error), in *In) *Out {
	c.Helper()
	out, err := call(c.ctx, in)
	if err != nil {
		c.Fatalf("%T: %v", in, err)
	}
	return out
}

// refused makes a call that must fail with a code, and gives the message.
func refused[In, Out any](c *cloud, call func(context.Context, *In, ...func(*sdk.Options)) (*Out, error), in *In, code string) (message string) {
	c.Helper()
	_, err := call(c.ctx, in)
	e, ok := errors.AsType[smithy.APIError](err)
	if !ok || e.ErrorCode() != code {
		c.Fatalf("%T: got %v, want %s", in, err, code)
	}
	return e.ErrorMessage()
}

func (c *cloud) bucket(name string) *string {
	c.Helper()
	do(c, c.CreateBucket, &sdk.CreateBucketInput{Bucket: &name, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: region}})
	return &name
}

func (c *cloud) put(bucket *string, key, text string) *sdk.PutObjectOutput {
	c.Helper()
	return do(c, c.PutObject, &sdk.PutObjectInput{Bucket: bucket, Key: &key, Body: strings.NewReader(text)})
}

func (c *cloud) get(in *sdk.GetObjectInput) string {
	c.Helper()
	out := do(c, c.GetObject, in)
	defer out.Body.Close()
	b, err := io.ReadAll(out.Body)
	if err != nil {
		c.Fatal(err)
	}
	return string(b)
}

// open lets everybody read.
func (c *cloud) open(bucket *string) {
	c.Helper()
	do(c, c.DeletePublicAccessBlock, &sdk.DeletePublicAccessBlockInput{Bucket: bucket})
	do(c, c.PutBucketPolicy, &sdk.PutBucketPolicyInput{Bucket: bucket, Policy: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + *bucket + `/*"}]}`)})
}

// answer is an answer whose body was read.
type answer struct {
	StatusCode    int
	Header        http.Header
	ContentLength int64
}

// plain makes an unsigned request, on a host of its own where one is named.
func (c *cloud) plain(method, host, path string, header http.Header, body []byte) (answer, string) {
	c.Helper()
	r, err := http.NewRequestWithContext(c.ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	if host != "" {
		r.Host = host
	}
	for k, v := range header {
		r.Header[k] = v
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, resp.ContentLength}, string(b)
}
