package crash

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

const writers = 6

func started(t *testing.T, s *testenv.Server) *load {
	t.Helper()
	l := newLoad(sdk.S3(sdk.Config(s)), sdk.IAM(sdk.Config(s)))
	ctx := sdk.Context(t, time.Minute)
	if _, err := l.s3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String(bucket), CreateBucketConfiguration: sdk.Here()}); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestKill kills the program at random instants of mixed load, twenty times
// over: every acknowledged object and user is there, byte for byte.
func TestKill(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	s := testenv.Start(t)
	l := started(t, s)
	for round := range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		idle := make(chan struct{})
		go func() { l.run(ctx, writers, seed+uint64(round)); close(idle) }()
		select {
		case <-time.After(time.Duration(50+rnd.IntN(500)) * time.Millisecond): // the random instant
		case <-t.Context().Done():
		}
		s.Kill()
		cancel()
		<-idle
		s.Up()
		if err := l.check(sdk.Context(t, 2*time.Minute)); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	acked := 0
	for _, h := range l.acked {
		if h != "" {
			acked++
		}
	}
	if acked == 0 || len(l.users) == 0 {
		t.Fatalf("%d objects and %d users were acknowledged: the load proves nothing", acked, len(l.users))
	}
	t.Logf("%d objects, %d users", acked, len(l.users))
}
