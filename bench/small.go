package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const (
	clients       = 64
	smallBody     = 4 << 10
	period        = 2 * time.Second // of one load
	profilePeriod = 6 * time.Second // of the one that is profiled
	rounds        = 3
	perRound      = 40_000 // requests, at most
	objects       = 1000   // that are read
	bucket        = "bench"
)

// smallCase is a kind of small request.
type smallCase struct {
	name    string
	goal    float64 // share of the reference
	durable bool    // the reference is L, else bare
	once    bool    // each request is sent only once
	// requests makes those of a round.
	requests func(w *world, round int) ([]*request, error)
}

var smallCases = []smallCase{
	{name: "s3 put 4 KiB", goal: 0.70, durable: true, once: true, requests: func(w *world, round int) ([]*request, error) {
		return w.s3.all(perRound, w.body, func(i int) (string, string, http.Header) {
			return http.MethodPut, fmt.Sprintf("/%s/put/%d/%d", bucket, round, i), http.Header{}
		})
	}},
	{name: "s3 get 4 KiB", goal: 0.60, requests: func(w *world, _ int) ([]*request, error) {
		return w.s3.all(objects, nil, func(i int) (string, string, http.Header) {
			return http.MethodGet, "/" + bucket + "/get/" + strconv.Itoa(i), http.Header{}
		})
	}},
	{name: "sqs send 4 KiB", goal: 0.70, durable: true, requests: sendMessages},
	{name: "sqs receive, empty", goal: 0.60, requests: receiveNothing},
}

// small measures a case, round by round: what is compared runs back to back, so
// that a busy machine is busy for both.
func (w *world) small(ctx context.Context, c smallCase) error {
	var value, bare, synced, limit, cost, bareCost []float64
	for round := range rounds {
		list, err := c.requests(w, round)
		if err != nil {
			return err
		}
		b, busy, err := w.load(ctx, w.bare.addr, w.bare.cmd.Process, list, false)
		if err != nil {
			return fmt.Errorf("bare: %w", err)
		}
		l := b
		bareCost = append(bareCost, busy)
		if c.durable {
			s, err := measureCommits(filepath.Join(w.dir, "commits"))
			if err != nil {
				return fmt.Errorf("commits: %w", err)
			}
			synced, l = append(synced, s), 1/(1/b+1/s)
		}
		v, busy, err := w.load(ctx, w.server.addr, w.server.cmd.Process, list, c.once)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		bare, limit, value, cost = append(bare, b), append(limit, l), append(value, v), append(cost, busy)
	}
	w.table.info("bare, for "+c.name, bare, "/s")
	w.table.info("  processor time of bare", bareCost, " µs a request")
	if c.durable {
		w.table.info("commits, 4 KiB", synced, "/s")
		w.table.ratio(c.name, value, limit, "/s", "of L", c.goal)
	} else {
		w.table.ratio(c.name, value, limit, "/s", "of bare", c.goal)
	}
	w.table.info("  processor time of the server", cost, " µs a request")
	return nil
}

// load sends requests for a while; busy is the processor time that one cost the
// process, in microseconds.
func (w *world) load(ctx context.Context, addr string, p *os.Process, list []*request, once bool) (perSecond, busy float64, err error) {
	before := processorTime(p)
	perSecond, n, err := burst(addr, period, list, once).run(ctx)
	return perSecond, (processorTime(p) - before) / float64(n) * 1e6, err
}

// burst is the load of many clients.
func burst(addr string, atMost time.Duration, list []*request, once bool) load {
	return load{addr: addr, clients: clients, atMost: atMost, next: func(i int) *request {
		if once && i >= len(list) {
			return nil
		}
		return list[i%len(list)]
	}}
}

// prepare makes the bucket, the objects to read, and the user in whose name the
// load comes: his policy is evaluated for each request.
func (w *world) prepare(ctx context.Context) error {
	conf := aws.Config{
		Region: region, BaseEndpoint: aws.String("http://" + w.server.addr),
		Credentials: credentials.NewStaticCredentialsProvider(rootKey.AccessKeyID, rootKey.SecretAccessKey, ""),
	}
	people, user := iam.NewFromConfig(conf), aws.String("bench")
	if _, err := people.CreateUser(ctx, &iam.CreateUserInput{UserName: user}); err != nil {
		return err
	}
	if _, err := people.PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: user, PolicyName: user, PolicyDocument: aws.String(`{
		"Version": "2012-10-17",
		"Statement": [
			{"Effect": "Allow", "Action": "s3:*", "Resource": ["arn:aws:s3:::` + bucket + `", "arn:aws:s3:::` + bucket + `/*"]},
			{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
			{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}}}
		]}`)}); err != nil {
		return err
	}
	key, err := people.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: user})
	if err != nil {
		return err
	}
	w.key = aws.Credentials{AccessKeyID: *key.AccessKey.AccessKeyId, SecretAccessKey: *key.AccessKey.SecretAccessKey}
	w.s3 = signed{w.server, "s3", w.key}
	store := s3.NewFromConfig(conf, func(o *s3.Options) { o.UsePathStyle = true })
	if _, err := store.CreateBucket(ctx, &s3.CreateBucketInput{
		Bucket: aws.String(bucket), CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: region},
	}); err != nil {
		return err
	}
	if err := w.prepareQueues(ctx, conf); err != nil {
		return err
	}
	list, err := w.s3.all(objects, w.body, func(i int) (string, string, http.Header) {
		return http.MethodPut, "/" + bucket + "/get/" + strconv.Itoa(i), http.Header{}
	})
	if err != nil {
		return err
	}
	_, _, err = burst(w.server.addr, time.Minute, list, true).run(ctx)
	return err
}
