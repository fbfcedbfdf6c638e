package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

const region = "eu-west-3"

// rootKey is preset; the load is signed with the key of a user who has a policy.
var rootKey = aws.Credentials{AccessKeyID: "AKIACUMULETBENCHROOT0", SecretAccessKey: "bench-secret-that-opens-nothing-else-000"}

// server is the cloud, in a process of its own.
type server struct {
	binary, dir   string
	addr, metrics string
	profiled      bool
	cmd           *exec.Cmd
	log           *os.File
}

func newServer(binary, dir string, profiled bool) (*server, error) {
	s := &server{binary: binary, dir: dir, profiled: profiled}
	var err error
	if s.addr, err = freeAddr(); err == nil {
		s.metrics, err = freeAddr()
	}
	return s, err
}

func freeAddr() (string, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// start runs the program as `make run` does, but that its log goes to a file.
func (s *server) start() error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	var err error
	if s.log, err = os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	s.cmd = exec.CommandContext(context.Background(), s.binary, "serve")
	s.cmd.Env = append(os.Environ(), "CUMULET_DATA="+filepath.Join(s.dir, "data"), "CUMULET_LISTEN="+s.addr,
		"CUMULET_METRICS_LISTEN="+s.metrics, "CUMULET_REGION="+region, "CUMULET_PROFILE="+strconv.FormatBool(s.profiled),
		"CUMULET_ROOT_ACCESS_KEY_ID="+rootKey.AccessKeyID, "CUMULET_ROOT_SECRET_ACCESS_KEY="+rootKey.SecretAccessKey)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	return s.cmd.Start()
}

// stop ends the program cleanly.
func (s *server) stop() error {
	if s.cmd == nil {
		return nil
	}
	err := errors.Join(s.cmd.Process.Signal(syscall.SIGTERM), s.cmd.Wait(), s.log.Close())
	s.cmd = nil
	return err
}

// await waits until a signed request is answered.
func (s *server) await(ctx context.Context) error {
	list, err := signed{s, "s3", rootKey}.all(1, nil, func(int) (string, string, http.Header) { return http.MethodGet, "/", http.Header{} })
	if err != nil {
		return err
	}
	for {
		c, err := dial(ctx, s.addr)
		if err == nil {
			defer c.Close()
			return c.do(list[0])
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer (%w); its log is in %s", err, s.log.Name())
		case <-time.After(200 * time.Microsecond):
		}
	}
}

// up starts and waits, at most half a minute.
func (s *server) up() error {
	if err := s.start(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return s.await(ctx)
}

// resident gives the memory of the process that is not swapped or dropped, in
// bytes; 0 where the system does not say.
func (s *server) resident() float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" {
			n, _ := strconv.ParseFloat(f[1], 64)
			return n * 1024
		}
	}
	return 0
}

// processorTime gives how long a process has been on processors, in seconds; 0
// where the system does not say.
func processorTime(p *os.Process) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Pid))
	if err != nil {
		return 0
	}
	const ticks = 100 // a second, on every Linux that Go runs on
	f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / ticks
}

// profile fetches a profile of the server into a file.
func (s *server) profile(ctx context.Context, path, file string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.metrics+"/debug/pprof/"+path, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("profile %s: %s", path, answer.Status)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, answer.Body)
	return errors.Join(err, f.Close())
}

// reference is this program in another process.
type reference struct {
	cmd  *exec.Cmd
	stop io.Closer
	addr string
}

func startBare(dir string) (*reference, error) {
	r := &reference{}
	var err error
	if r.cmd, err = self("-as", "bare", "-dir", dir); err != nil {
		return nil, err
	}
	if r.stop, err = r.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := r.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	r.addr = strings.TrimSpace(line)
	return r, err
}

func (r *reference) close() error { return errors.Join(r.stop.Close(), r.cmd.Wait()) }

// measureCommits runs commits in a process of its own, on a new store.
func measureCommits(dir string) (float64, error) {
	defer os.RemoveAll(dir)
	cmd, err := self("-as", "commits", "-dir", dir)
	if err != nil {
		return 0, err
	}
	out, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(string(bytes.TrimSpace(out)), 64)
}

func self(args ...string) (*exec.Cmd, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(context.Background(), path, args...)
	cmd.Stderr = os.Stderr
	return cmd, nil
}
