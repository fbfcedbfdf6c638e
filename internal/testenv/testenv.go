// Package testenv starts the program under test as its users do: the real
// binary, on a port of its own, with a data directory of its own, and the
// environment that the stock clients need.
package testenv

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Server is a running cloud.
type Server struct {
	Dir      string       // data directory
	Addr     string       // 127.0.0.1:PORT
	Endpoint string       // http://127.0.0.1:PORT
	Extra    []string     // further environment
	Also     []string     // further addresses to listen on
	Client   *http.Client // that asks for health; nil means the default one

	t    testing.TB
	cmd  *exec.Cmd
	log  *lockedBuffer
	done chan struct{}
}

// Root credentials of every test cloud; they are not AWS's.
const (
	AccessKey = "AKIACUMULETTESTROOT0"
	SecretKey = "test-secret-that-opens-nothing-else-0000"
	Account   = "123456789012"
	Region    = "eu-west-3"
)

// Start starts a cloud on a new data directory and stops it when the test
// ends. extra is added to the environment ("CUMULET_X=y").
func Start(t testing.TB, extra ...string) *Server {
	t.Helper()
	s := New(t, extra...)
	s.Up()
	return s
}

// New prepares a cloud without starting it.
func New(t testing.TB, extra ...string) *Server {
	t.Helper()
	s := &Server{Dir: filepath.Join(t.TempDir(), "data"), Addr: freeAddr(t), t: t, Extra: extra, log: &lockedBuffer{}}
	s.Endpoint = "http://" + s.Addr
	t.Cleanup(func() {
		s.stop(syscall.SIGTERM)
		if t.Failed() {
			t.Logf("the server's log ends with:\n%s", s.log.tail(8000))
		}
	})
	return s
}

// Up starts the program and waits until it is healthy.
func (s *Server) Up() {
	s.t.Helper()
	cmd := exec.CommandContext(context.Background(), Binary(s.t), "serve", "--data", s.Dir, "--listen", strings.Join(append([]string{s.Addr}, s.Also...), ","))
	cmd.Env = append(append(CleanEnv(),
		"CUMULET_ROOT_ACCESS_KEY_ID="+AccessKey, "CUMULET_ROOT_SECRET_ACCESS_KEY="+SecretKey,
		"CUMULET_ACCOUNT_ID="+Account, "CUMULET_METRICS_LISTEN="), s.Extra...)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { cmd.Wait(); close(done) }() //nolint:errcheck // how it ended shows in the log
	s.cmd, s.done = cmd, done
	deadline := time.Now().Add(30 * time.Second)
	for !s.healthy() {
		select {
		case <-done:
			s.t.Fatalf("the server ended:\n%s", s.log.tail(4000))
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the server is not healthy after 30 s:\n%s", s.log.tail(4000))
		}
	}
}

func (s *Server) healthy() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint+"/_cumulet/health", nil)
	if err != nil {
		return false
	}
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(r)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// Kill ends the program as a power cut does, without warning.
func (s *Server) Kill() { s.stop(syscall.SIGKILL) }

// Down ends the program cleanly.
func (s *Server) Down() { s.stop(syscall.SIGTERM) }

// Log is what the program has printed so far.
func (s *Server) Log() string { return s.log.tail(1 << 20) }

func (s *Server) stop(sig os.Signal) {
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Signal(sig) //nolint:errcheck // it may have ended already
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		s.cmd.Process.Kill() //nolint:errcheck // see above
		<-s.done
		s.t.Errorf("the server did not end within 30 s of %v", sig)
	}
	s.cmd = nil
}

// Env is the environment for a stock client: root's key, the endpoint, and
// nothing of the machine's own AWS settings.
func (s *Server) Env() []string {
	return append(CleanEnv(),
		"AWS_ACCESS_KEY_ID="+AccessKey, "AWS_SECRET_ACCESS_KEY="+SecretKey,
		"AWS_DEFAULT_REGION="+Region, "AWS_REGION="+Region, "AWS_ENDPOINT_URL="+s.Endpoint,
		"AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=",
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
}

// Command prepares a stock client with [Server.Env].
func (s *Server) Command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(s.t.Context(), name, args...)
	cmd.Env = s.Env()
	return cmd
}

// AWS runs the aws CLI and gives its output; the test ends if it fails.
func (s *Server) AWS(args ...string) string {
	s.t.Helper()
	out, err := s.TryAWS(args...)
	if err != nil {
		s.t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// TryAWS runs the aws CLI and gives what it printed, and its failure.
func (s *Server) TryAWS(args ...string) (string, error) {
	out, err := s.Command("aws", append([]string{"--endpoint-url", s.Endpoint}, args...)...).CombinedOutput()
	return string(out), err
}

// CleanEnv is the environment without what would lead a client elsewhere.
func CleanEnv() []string {
	var out []string
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "AWS_") && !strings.HasPrefix(kv, "CUMULET_") && !strings.HasPrefix(kv, "TF_") {
			out = append(out, kv)
		}
	}
	return out
}

func freeAddr(t testing.TB) string {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

var build struct {
	once sync.Once
	path string
	err  error
}

// Binary builds the program once a test process and gives its path.
// CUMULET_TEST_BINARY names one that is built already.
func Binary(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("CUMULET_TEST_BINARY"); path != "" {
		return path
	}
	build.once.Do(func() {
		dir, err := os.MkdirTemp("", "cumulet-test-")
		if err != nil {
			build.err = err
			return
		}
		build.path = filepath.Join(dir, "cumulet")
		cmd := exec.CommandContext(context.Background(), "go", "build", "-o", build.path, "github.com/cumulet/cumulet/cmd/cumulet")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			build.err = fmt.Errorf("%w\n%s", err, out)
		}
	})
	if build.err != nil {
		t.Fatal(build.err)
	}
	return build.path
}

// lockedBuffer keeps what the server prints.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) tail(n int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.b.Bytes()
	return string(b[max(0, len(b)-n):])
}

// PID is the process id of the running program.
func (s *Server) PID() int { return s.cmd.Process.Pid }
