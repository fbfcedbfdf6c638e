package crash

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/internal/testenv"
	"github.com/cumulet/cumulet/test/sdk"
)

// TestBackup copies the cloud while it is written to, brings the copy back into
// an empty directory, and starts it: it is a consistent state of that time.
func TestBackup(t *testing.T) {
	s := testenv.Start(t)
	l := started(t, s)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	warm, stop := context.WithTimeout(t.Context(), time.Second)
	l.run(warm, writers, seed)
	stop()
	if err := l.check(sdk.Context(t, time.Minute)); err != nil { // settles what was cut off
		t.Fatal(err)
	}

	copyHolds := l.mark()
	ctx, cancel := context.WithCancel(t.Context())
	idle := make(chan struct{})
	go func() { l.run(ctx, writers, seed+1); close(idle) }()
	file := filepath.Join(t.TempDir(), "copy.tar")
	program(t, s, "backup", "--data", s.Dir, file)
	cancel()
	<-idle

	restored := testenv.New(t)
	program(t, s, "restore", "--data", restored.Dir, file)
	restored.Up()
	copyHolds.s3, copyHolds.iam = sdk.S3(sdk.Config(restored)), sdk.IAM(sdk.Config(restored))
	if err := copyHolds.check(sdk.Context(t, time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := l.check(sdk.Context(t, time.Minute)); err != nil {
		t.Errorf("the original suffered: %v", err)
	}
}

func program(t *testing.T, s *testenv.Server, args ...string) {
	t.Helper()
	if out, err := s.Command(testenv.Binary(t), args...).CombinedOutput(); err != nil {
		t.Fatalf("cumulet %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
