package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/config"
	"github.com/cumulet/cumulet/internal/vfs"
	"github.com/cumulet/cumulet/protocol"
)

// TestPowerCut cuts the power of the whole house at random instants of a load of
// objects and users: unsynced data and directory entries are forgotten, wholly
// or in part. Whatever was acknowledged before the cut is there after it.
func TestPowerCut(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	conf := config.Default()
	conf.Data, conf.ReserveMiB, conf.AccountID = t.TempDir(), 0, "123456789012"
	disk := vfs.NewMem()
	house := openHouse(t, disk, conf)
	name := "ledger"
	house.call("s3", "CreateBucket", &s3.CreateBucketInput{Bucket: &name, CreateBucketConfiguration: &s3.CreateBucketConfiguration{LocationConstraint: &conf.Region}})
	acked := &ledger{objects: map[string][32]byte{}, users: map[string]bool{}}
	for cut := range 8 {
		ctx, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				house.write(ctx, acked, fmt.Sprintf("c%d-w%d", cut, w), rand.New(rand.NewPCG(seed, uint64(cut*10+w))))
			})
		}
		<-time.After(time.Duration(20+rng.IntN(150)) * time.Millisecond) // the random instant
		// What is acknowledged up to here must survive; the rest may or may not.
		must := acked.copy()
		after := disk.Crash([]int{0, 50, 100}[rng.IntN(3)], rng)
		stop()
		wg.Wait()
		house.close()
		disk, acked = after, must // what the old disk acknowledged later is gone with it
		house = openHouse(t, disk, conf)
		house.check(must)
	}
	if n := acked.copy(); len(n.objects) == 0 || len(n.users) == 0 {
		t.Errorf("%d objects and %d users were acknowledged: the load proves nothing", len(n.objects), len(n.users))
	}
	house.close()
}

// ledger notes what was acknowledged.
type ledger struct {
	mu      sync.Mutex
	objects map[string][32]byte
	users   map[string]bool
}

func (l *ledger) copy() *ledger {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &ledger{objects: maps.Clone(l.objects), users: maps.Clone(l.users)}
}

// house is a cloud without listeners.
type house struct {
	t *testing.T
	k *cloud
}

func openHouse(t *testing.T, disk *vfs.Mem, conf config.Config) *house {
	t.Helper()
	k, err := openCloudOn(t.Context(), disk, conf, slog.New(slog.DiscardHandler), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &house{t, k}
}

func (h *house) close() {
	h.t.Helper()
	if err := h.k.close(context.WithoutCancel(h.t.Context())); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) try(ctx context.Context, service, operation string, in any) (any, error) {
	root := &identity.Principal{Kind: identity.Root, Account: h.k.facts.Account, ARN: "arn:aws:iam::" + h.k.facts.Account + ":root", ID: h.k.facts.Account}
	return h.k.gateway.Invoke(ctx, gateway.Invocation{As: root, Service: service, Operation: operation, Input: in})
}

func (h *house) call(service, operation string, in any) any {
	h.t.Helper()
	out, err := h.try(h.t.Context(), service, operation, in)
	if err != nil {
		h.t.Fatalf("%s: %v", operation, err)
	}
	return out
}

// write puts objects and users, each under a name of its own, until ctx ends.
func (h *house) write(ctx context.Context, l *ledger, prefix string, rng *rand.Rand) {
	bucket := "ledger"
	for i := 0; ctx.Err() == nil; i++ {
		key := fmt.Sprintf("%s-%d", prefix, i)
		body := make([]byte, []int{0, 100, 10_000, 200_000}[rng.IntN(4)])
		for j := range body {
			body[j] = byte(rng.Uint32())
		}
		if _, err := h.try(ctx, "s3", "PutObject", &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(body)}); err == nil {
			l.mu.Lock()
			l.objects[key] = sha256.Sum256(body)
			l.mu.Unlock()
		}
		if _, err := h.try(ctx, "iam", "CreateUser", &iam.CreateUserInput{UserName: &key}); err == nil {
			l.mu.Lock()
			l.users[key] = true
			l.mu.Unlock()
		}
	}
}

func (h *house) check(must *ledger) {
	h.t.Helper()
	bucket := "ledger"
	for key, sum := range must.objects {
		out, err := h.try(h.t.Context(), "s3", "GetObject", &s3.GetObjectInput{Bucket: &bucket, Key: &key})
		if err != nil {
			h.t.Fatalf("%s was acknowledged: %v", key, err)
		}
		body := out.(*s3.GetObjectOutput).Body
		got, err := io.ReadAll(body)
		if c, ok := body.(io.Closer); ok {
			c.Close()
		}
		if err != nil || sha256.Sum256(got) != sum {
			h.t.Fatalf("%s has other bytes (%v)", key, err)
		}
	}
	for user := range must.users {
		if _, err := h.try(h.t.Context(), "iam", "GetUser", &iam.GetUserInput{UserName: &user}); err != nil {
			e := protocol.AsError(err)
			h.t.Fatalf("the user %s was acknowledged: %s %s", user, e.Code, e.Message)
		}
	}
}
