package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// buffer is written by a server and read by the test.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// cumulet runs a command and gives what it printed.
func cumulet(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out buffer
	err := dispatch(t.Context(), stdio{strings.NewReader(""), &out, &out, func(string) string { return "" }}, args)
	return out.String(), err
}

func must(t *testing.T, args ...string) string {
	t.Helper()
	out, err := cumulet(t, args...)
	if err != nil {
		t.Fatalf("cumulet %q: %v\n%s", args, err, out)
	}
	return out
}

func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// up serves a data directory until down is called, or the test ends.
func up(t *testing.T, data string) (endpoint string, down func()) {
	t.Helper()
	endpoint, _, down = upAndSay(t, data)
	return endpoint, down
}

// upAndSay gives also what the server prints.
func upAndSay(t *testing.T, data string) (endpoint string, said *buffer, down func()) {
	t.Helper()
	said = &buffer{}
	addr := freeAddr(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	var log buffer
	t.Setenv("CUMULET_METRICS_LISTEN", "") // off
	go func() {
		ended <- dispatch(ctx, stdio{strings.NewReader(""), said, &log, func(string) string { return "" }},
			[]string{"serve", "--data", data, "--listen", addr})
	}()
	down = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v\n%s", err, log.String())
		}
	})
	t.Cleanup(down)
	endpoint = "http://" + addr
	for deadline := time.Now().Add(30 * time.Second); ; {
		r, err := http.Get(endpoint + "/_cumulet/health")
		if err == nil {
			r.Body.Close() // only the status counts
			if r.StatusCode == http.StatusOK {
				return endpoint, said, down
			}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("serve ended: %v\n%s", err, log.String())
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("not healthy after 30 s: %v\n%s", err, log.String())
		}
	}
}

func static(t *testing.T, data string) aws.CredentialsProvider {
	t.Helper()
	id, secret, err := readCredentials(data)
	if err != nil || id == "" {
		t.Fatalf("credentials %q, %v", id, err)
	}
	return credentials.NewStaticCredentialsProvider(id, secret, "")
}

func whoAmI(t *testing.T, endpoint string, c aws.CredentialsProvider) (string, error) {
	t.Helper()
	out, err := sts.New(sts.Options{Region: "eu-west-3", BaseEndpoint: &endpoint, Credentials: c, RetryMaxAttempts: 3}).GetCallerIdentity(t.Context(), nil)
	if err != nil {
		return "", err
	}
	return *out.Arn, nil
}

func buckets(endpoint string, c aws.CredentialsProvider) *s3.Client {
	return s3.New(s3.Options{Region: "eu-west-3", BaseEndpoint: &endpoint, Credentials: c, UsePathStyle: true})
}

func TestFirstStart(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	_, said, down := upAndSay(t, data)
	id, secret, err := readCredentials(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{id, secret, "console password", "(account "} {
		if strings.Count(said.String(), want) != 1 {
			t.Errorf("%q is not printed once:\n%s", want, said)
		}
	}
	down()
	_, said, _ = upAndSay(t, data)
	if strings.Contains(said.String(), secret) || strings.Contains(said.String(), "console password") {
		t.Errorf("secrets are printed again:\n%s", said)
	}
	if again, _, err := readCredentials(data); err != nil || again != id {
		t.Errorf("the key is now %s, %v", again, err)
	}
}

func TestKeysAndRotation(t *testing.T) {
	data := filepath.Join(t.TempDir(), "it's data")
	endpoint, down := up(t, data)
	first := static(t, data)
	arn, err := whoAmI(t, endpoint, first)
	if err != nil || !strings.HasSuffix(arn, ":root") {
		t.Fatal(arn, err)
	}
	if out := must(t, "env", "--data", data); !strings.Contains(out, `export AWS_CONFIG_FILE='`) || !strings.Contains(out, `it'\''s data/config'`) {
		t.Errorf("env prints %s", out)
	}
	for _, name := range []string{"credentials", "config", "master.key", "control.sock"} {
		if info, err := os.Stat(filepath.Join(data, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if _, err := cumulet(t, "serve", "--data", data, "--listen", freeAddr(t)); err == nil || !strings.Contains(err.Error(), "another cumulet runs on "+data) {
		t.Errorf("a second server: %v", err)
	}
	must(t, "root-key", "new", "--data", data)
	must(t, "rotate-master-key", "--data", data)
	second := static(t, data)
	for _, c := range []aws.CredentialsProvider{first, second} {
		if got, err := whoAmI(t, endpoint, c); err != nil || got != arn {
			t.Errorf("after a rotation: %s, %v", got, err)
		}
	}
	down()
	must(t, "root-key", "new", "--data", data)
	if out := must(t, "rotate-master-key", "--data", data, "--drop-old"); !strings.Contains(out, "3 secrets") || !strings.Contains(out, "holds 1 keys") {
		t.Errorf("rotation without a server: %s", out)
	}
	endpoint, down = up(t, data)
	for _, c := range []aws.CredentialsProvider{first, second, static(t, data)} {
		if got, err := whoAmI(t, endpoint, c); err != nil || got != arn {
			t.Errorf("after another rotation: %s, %v", got, err)
		}
	}
	down()
	if err := os.Remove(filepath.Join(data, "master.key")); err != nil {
		t.Fatal(err)
	}
	if _, err := cumulet(t, "serve", "--data", data, "--listen", freeAddr(t)); err == nil || !strings.Contains(err.Error(), "bring it back from a backup") {
		t.Errorf("without the master key: %v", err)
	}
	if _, err := os.Stat(filepath.Join(data, "master.key")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a new master key was made over sealed data")
	}
}

// TestBackupUnderLoad: whatever was acknowledged before the backup began is in
// it, byte for byte, and nothing in it is half done.
func TestBackupUnderLoad(t *testing.T) {
	dir := t.TempDir()
	data, archive, restored := filepath.Join(dir, "data"), filepath.Join(dir, "copy.tar"), filepath.Join(dir, "restored")
	endpoint, down := up(t, data)
	client := buckets(endpoint, static(t, data))
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{
		Bucket: aws.String("load"), CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-west-3"},
	}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	stored := map[string]string{} // acknowledged
	var wg sync.WaitGroup
	enough := make(chan struct{})
	for w := range 4 {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				key := fmt.Sprintf("%d/%d", w, n)
				body := strings.Repeat(key+" ", 1+n%3*30_000) // in the store, and in files
				if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("load"), Key: &key, Body: strings.NewReader(body)}); err != nil {
					if ctx.Err() == nil {
						t.Error(err)
					}
					return
				}
				mu.Lock()
				if stored[key] = body; len(stored) == 40 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	mu.Lock()
	before := make(map[string]string, len(stored))
	for k, v := range stored {
		before[k] = v
	}
	mu.Unlock()
	must(t, "backup", "--data", data, archive)
	stop()
	wg.Wait()
	if _, err := cumulet(t, "backup", "--data", data, archive); !errors.Is(err, os.ErrExist) {
		t.Errorf("over an archive that is there: %v", err)
	}
	if info, err := os.Stat(archive); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the archive: %v, %v", info, err)
	}
	down()
	must(t, "restore", "--data", restored, archive)
	endpoint, _ = up(t, restored)
	client = buckets(endpoint, static(t, restored))
	seen := 0
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: aws.String("load")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Contents {
			got, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("load"), Key: o.Key})
			if err != nil {
				t.Fatalf("%s: %v", *o.Key, err)
			}
			body, err := io.ReadAll(got.Body)
			got.Body.Close() // only read from
			if want, ok := stored[*o.Key]; err != nil || ok && string(body) != want {
				t.Errorf("%s: %d bytes of %d, %v", *o.Key, len(body), len(want), err)
			}
			delete(before, *o.Key)
			seen++
		}
	}
	if len(before) > 0 || seen < 40 {
		t.Errorf("%d acknowledged objects are missing of %d", len(before), seen)
	}
}

func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.tar")
	if err := os.WriteFile(file, []byte("not a tar"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := cumulet(t, "restore", "--data", filepath.Join(dir, "new"), file); err == nil || !strings.Contains(err.Error(), "not an archive") {
		t.Errorf("got %v", err)
	}
	if _, err := cumulet(t, "restore", "--data", dir, file); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("got %v", err)
	}
	for _, args := range [][]string{{"backup", "--data", filepath.Join(dir, "none"), filepath.Join(dir, "y.tar")}, {"root-key", "new", "--data", dir}, {"rotate-master-key", "--data", dir}} {
		if _, err := cumulet(t, args...); err == nil || !strings.Contains(err.Error(), "there is no cloud in") {
			t.Errorf("%q: %v", args, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDoctor(t *testing.T) {
	t.Setenv("CUMULET_METRICS_LISTEN", "")
	data := filepath.Join(t.TempDir(), "data")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	out, err := cumulet(t, "doctor", "--data", data, "--listen", l.Addr().String())
	if err == nil || !strings.Contains(out, "FAILED   address "+l.Addr().String()) {
		t.Errorf("a port in use: %v\n%s", err, out)
	}
	if out, err = cumulet(t, "doctor", "--data", data, "--listen", freeAddr(t)); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
		t.Error("the doctor made the data directory")
	}
	_, _ = up(t, data)
	if out = must(t, "doctor", "--data", data); !strings.Contains(out, "runs on "+data) {
		t.Errorf("with a server: %s", out)
	}
}

func TestHelp(t *testing.T) {
	help := must(t, "--help")
	for _, c := range commands() {
		if !strings.Contains(help, "  "+c.name+" ") {
			t.Errorf("%s is not in the help", c.name)
		}
		out, err := cumulet(t, c.name, "--help")
		if err != nil && !errors.Is(err, flag.ErrHelp) || !strings.Contains(out, "Usage: cumulet "+c.name) {
			t.Errorf("%s --help: %v\n%s", c.name, err, out)
		}
		if _, err := cumulet(t, c.name, "one", "two", "three"); !errors.Is(err, errUsage) {
			t.Errorf("%s with arguments too many: %v", c.name, err)
		}
	}
	if out, err := cumulet(t, "fly"); !errors.Is(err, errUsage) || !strings.Contains(out, `no command "fly"`) {
		t.Errorf("%v\n%s", err, out)
	}
}
