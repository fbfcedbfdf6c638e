// Package tools_test has the tools that people back up and copy with do their
// daily work against the running program: rclone, s3cmd and restic.
package tools_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/internal/testenv"
)

// bench is a cloud, a tool, and a folder of files to take along.
type bench struct {
	*testing.T
	tool string
	args []string // of every call
	env  []string
	addr string
	src  string
}

func start(t *testing.T, tool string) *bench {
	t.Helper()
	path := testenv.Need(t, tool, "the Debian package "+tool)
	s := testenv.Start(t)
	src := t.TempDir()
	for name, size := range map[string]int{"a.txt": 3, "empty": 0, "sub/ü + %41.bin": 11 << 20, "sub/deep/b": 1} {
		file := filepath.Join(src, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, bytes.Repeat([]byte{'x'}, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &bench{T: t, tool: path, addr: s.Addr, src: src, env: append(testenv.CleanEnv(), "HOME="+t.TempDir(),
		"AWS_ACCESS_KEY_ID="+testenv.AccessKey, "AWS_SECRET_ACCESS_KEY="+testenv.SecretKey, "AWS_REGION="+testenv.Region)}
}

// run runs the tool and gives what it prints.
func (b *bench) run(args ...string) string {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), b.tool, append(append([]string{}, b.args...), args...)...)
	cmd.Env = b.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// same wants a folder to hold what the source has.
func (b *bench) same(dir string) {
	b.Helper()
	if out, err := exec.CommandContext(b.Context(), "diff", "-r", b.src, dir).CombinedOutput(); err != nil {
		b.Errorf("%v\n%s", err, out)
	}
}

func TestRclone(t *testing.T) {
	b := start(t, "rclone")
	b.args = []string{"--config", filepath.Join(t.TempDir(), "none"), "--retries", "1", "--s3-provider", "Other", "--s3-env-auth",
		"--s3-endpoint", "http://" + b.addr, "--s3-region", testenv.Region, "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M"}
	b.run("mkdir", ":s3:files")
	b.run("sync", b.src, ":s3:files")
	b.run("check", "--download", b.src, ":s3:files")
	back := t.TempDir()
	b.run("sync", ":s3:files", back)
	b.same(back)
	b.run("moveto", ":s3:files/a.txt", ":s3:files/moved")
	if got := b.run("lsf", ":s3:files"); !strings.Contains(got, "moved\n") || strings.Contains(got, "a.txt") {
		t.Errorf("listed %q", got)
	}
	b.run("sync", t.TempDir(), ":s3:files")
	b.run("rmdir", ":s3:files")
}

func TestS3cmd(t *testing.T) {
	b := start(t, "s3cmd")
	b.args = []string{"--access_key=" + testenv.AccessKey, "--secret_key=" + testenv.SecretKey, "--host=" + b.addr, "--host-bucket=" + b.addr,
		"--region=" + testenv.Region, "--no-ssl", "--no-progress", "--multipart-chunk-size-mb=5"}
	b.run("mb", "s3://files")
	b.run("sync", b.src+"/", "s3://files/d/")
	back := t.TempDir()
	b.run("sync", "s3://files/d/", back+"/")
	b.same(back)
	b.run("mv", "s3://files/d/a.txt", "s3://files/moved")
	if got := b.run("ls", "s3://files"); !strings.Contains(got, "s3://files/moved") {
		t.Errorf("listed %q", got)
	}
	b.run("info", "s3://files/moved")
	b.run("rb", "--recursive", "--force", "s3://files")
}

func TestRestic(t *testing.T) {
	b := start(t, "restic")
	b.env = append(b.env, "RESTIC_REPOSITORY=s3:http://"+b.addr+"/backups/here", "RESTIC_PASSWORD=of-a-test")
	b.run("init")
	b.run("backup", b.src)
	b.run("backup", b.src)
	b.run("check", "--read-data")
	b.run("forget", "--keep-last", "1", "--prune")
	back := t.TempDir()
	b.run("restore", "latest", "--target", back)
	b.same(filepath.Join(back, b.src))
	b.run("check")
}
