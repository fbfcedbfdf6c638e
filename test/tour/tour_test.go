// Package tour walks the README's tour as a newcomer does, and looks at the
// site with a real browser.
package tour

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/internal/testenv"
)

var block = regexp.MustCompile("(?s)```sh tour\n(.*?)```")

// steps are the tour's blocks of shell, as they stand in the README, with the
// port of the cloud under test.
func steps(t *testing.T, port string) []string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range block.FindAllStringSubmatch(string(readme), -1) {
		out = append(out, strings.ReplaceAll(m[1], "4566", port))
	}
	if len(out) < 5 {
		t.Fatalf("the README's tour has %d steps only", len(out))
	}
	return out
}

// TestReadme runs the tour's commands in one shell after the other, with the
// environment that `cumulet env` prints and nothing else.
func TestReadme(t *testing.T) {
	testenv.Need(t, "aws", "the Debian package awscli, or pip install awscli")
	testenv.Need(t, "curl", "the Debian package curl")
	s := testenv.Start(t)
	_, port, _ := strings.Cut(s.Addr, ":")
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(testenv.Binary(t), filepath.Join(dir, "bin", "cumulet")); err != nil {
		t.Fatal(err)
	}
	env := append(testenv.CleanEnv(), "CUMULET_DATA="+s.Dir, "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true")
	old := forOldCLI(t, s)
	list := steps(t, port)
	var out string
	for i, step := range list {
		// Each block is a shell of its own here: the exports of the first count for all.
		script := "set -eu\n" + old + "eval \"$(bin/cumulet env)\"\n" + step
		cmd := exec.CommandContext(t.Context(), "bash", "-c", script)
		cmd.Dir, cmd.Env = dir, env
		b, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("step %d: %v\n%s\n%s", i+1, err, step, b)
		}
		out += string(b)
		if i == len(list)-2 { // before the last step the plug is pulled
			s.Kill()
			s.Up()
		}
	}
	for _, want := range []string{testenv.Account, "<h1>Fresh bread</h1>", "SecretAccessKey", "index.html"} {
		if !strings.Contains(out, want) {
			t.Errorf("the tour never shows %q:\n%s", want, out)
		}
	}
	browse(t, s, port)
}

// forOldCLI does what the README tells the owner of an aws CLI that knows no
// endpoint_url: --endpoint-url on each command.
func forOldCLI(t *testing.T, s *testenv.Server) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "aws", "--version").CombinedOutput()
	if err != nil {
		t.Fatalf("aws --version: %v\n%s", err, out)
	}
	var major, minor int
	if _, err := fmt.Sscanf(string(out), "aws-cli/%d.%d.", &major, &minor); err != nil {
		t.Fatalf("aws --version says %q", out)
	}
	if major == 1 && minor >= 29 || major == 2 && minor >= 13 {
		return ""
	}
	return "aws() { command aws --endpoint-url " + s.Endpoint + " \"$@\"; }\n"
}

// browse opens the site as a visitor.
func browse(t *testing.T, s *testenv.Server, port string) {
	t.Helper()
	chromium := testenv.Need(t, "chromium", "the Debian package chromium")
	for path, want := range map[string]string{"/": "<h1>Fresh bread</h1>", "/none": "<h1>Nothing here</h1>"} {
		cmd := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--user-data-dir="+t.TempDir(), "--dump-dom", "http://bakery.s3-website.eu-west-3.localhost:"+port+path)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("chromium: %v\n%s", err, out)
		}
		if !strings.Contains(string(out), want) {
			t.Errorf("%s shows %s", path, out)
		}
	}
	if !strings.Contains(s.Log(), "s3-website") {
		t.Error("the visits are not in the log")
	}
}
