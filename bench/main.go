package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// world is what the measures share.
type world struct {
	binary, dir  string
	body         []byte
	bare         *reference
	server       *server
	key          aws.Credentials
	s3           signed
	queue, empty string // URLs
	table        table
}

func main() {
	as := flag.String("as", "", "what this process is; used by the program itself")
	binary := flag.String("binary", "", "the cumulet to measure; empty builds it")
	dir := flag.String("dir", "bin", "where data is written while it runs: on the disk to measure")
	only := flag.String("run", "", "measure only what has this in its name: put, get, sqs, large, idle")
	profile := flag.String("profile", "", "directory for profiles of the server")
	flag.Parse()
	var err error
	switch *as {
	case "bare":
		err = serveBare(*dir)
	case "commits":
		var n float64
		if n, err = commits(*dir); err == nil {
			fmt.Println(n)
		}
	default:
		err = bench(*binary, *dir, *only, *profile)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(binary, dir, only, profile string) (err error) {
	ctx := context.Background()
	w := &world{binary: binary, body: random(smallBody)}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if w.dir, err = os.MkdirTemp(dir, "bench-"); err != nil {
		return err
	}
	defer func() {
		if err == nil { // else the log may tell why
			err = os.RemoveAll(w.dir)
		}
	}()
	if w.binary == "" {
		w.binary = filepath.Join(w.dir, "cumulet")
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", w.binary, "./cmd/cumulet")
		build.Stderr, build.Env = os.Stderr, append(os.Environ(), "CGO_ENABLED=0")
		if err := build.Run(); err != nil {
			return fmt.Errorf("build: %w", err)
		}
	}
	if err := w.measure(ctx, only, profile); err != nil {
		return err
	}
	fmt.Printf("%d processors, %s/%s, %s; %d clients; medians of %d rounds\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), clients, rounds)
	return w.table.print(os.Stdout)
}

func (w *world) measure(ctx context.Context, only, profile string) (err error) {
	wanted := func(name string) bool { return strings.Contains(name, only) }
	if wanted("idle") {
		if err := w.idle(); err != nil {
			return err
		}
	}
	if only == "idle" {
		return nil
	}
	if w.bare, err = startBare(w.dir); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.bare.close()) }()
	if w.server, err = newServer(w.binary, filepath.Join(w.dir, "server"), profile != ""); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.server.stop()) }()
	if err := w.server.up(); err != nil {
		return err
	}
	if err := w.prepare(ctx); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	for _, c := range smallCases {
		if !wanted(c.name) {
			continue
		}
		if err := w.small(ctx, c); err != nil {
			return err
		}
		if profile != "" {
			if err := w.profile(ctx, c, profile); err != nil {
				return fmt.Errorf("profile: %w", err)
			}
		}
	}
	if wanted("large") {
		return w.large(ctx)
	}
	return nil
}

// profile runs the load of a case once more and fetches profiles of it.
func (w *world) profile(ctx context.Context, c smallCase, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	list, err := c.requests(w, rounds)
	if err != nil {
		return err
	}
	file := func(kind string) string {
		return filepath.Join(dir, strings.ReplaceAll(c.name, " ", "-")+"."+kind)
	}
	var wg sync.WaitGroup
	var loadErr error
	wg.Go(func() { _, _, loadErr = burst(w.server.addr, profilePeriod, list, c.once).run(ctx) })
	seconds := strconv.Itoa(int(profilePeriod.Seconds()) - 1)
	err = w.server.profile(ctx, "profile?seconds="+seconds, file("cpu"))
	wg.Wait()
	return errors.Join(err, loadErr, w.server.profile(ctx, "allocs", file("allocs")), w.server.profile(ctx, "mutex", file("mutex")))
}

// random gives bytes that don't compress.
func random(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{})
	_, _ = r.Read(b) // never fails
	return b
}
