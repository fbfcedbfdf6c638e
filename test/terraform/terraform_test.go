// Package terraform runs the unmodified Terraform AWS provider against the
// cloud: apply, an empty second plan, destroy.
package terraform

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/internal/testenv"
)

// pluginDir finds the folder of provider plugins, which can't be installed by a
// package manager: TF_PLUGIN_DIR, or a folder tf-plugins at the top of the
// machine. Without it the test is skipped, loudly; CI demands it.
func pluginDir(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("TF_PLUGIN_DIR"); dir != "" {
		return dir
	}
	found, err := filepath.Glob("/*/tf-plugins")
	if err == nil && len(found) > 0 {
		return found[0]
	}
	if os.Getenv("CI") != "" {
		t.Fatal("no Terraform provider: set TF_PLUGIN_DIR to a folder with registry.terraform.io/hashicorp/aws")
	}
	t.Skip("no Terraform provider, this test proves nothing here: set TF_PLUGIN_DIR")
	return ""
}

// workspace is a copy of a plan, initialised against a cloud.
type workspace struct {
	t   *testing.T
	s   *testenv.Server
	dir string
}

func newWorkspace(t *testing.T, plan string) *workspace {
	t.Helper()
	testenv.Need(t, "terraform", "Terraform 1.11 or later from its vendor")
	plugins := pluginDir(t)
	w := &workspace{t: t, s: testenv.Start(t), dir: t.TempDir()}
	if err := os.CopyFS(w.dir, os.DirFS(filepath.Join("testdata", plan))); err != nil {
		t.Fatal(err)
	}
	w.run("init", "-plugin-dir="+plugins)
	return w
}

func (w *workspace) try(args ...string) (string, error) {
	cmd := exec.CommandContext(w.t.Context(), "terraform", append([]string{"-chdir=" + w.dir}, args...)...)
	cmd.Env = append(w.s.Env(), "TF_VAR_endpoint="+w.s.Endpoint, "TF_VAR_region="+testenv.Region,
		"TF_IN_AUTOMATION=1", "TF_CLI_CONFIG_FILE="+os.DevNull, "CHECKPOINT_DISABLE=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func (w *workspace) run(args ...string) string {
	w.t.Helper()
	out, err := w.try(args...)
	if err != nil {
		w.t.Fatalf("terraform %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func TestSite(t *testing.T) {
	w := newWorkspace(t, "site")
	w.run("apply", "-auto-approve", "-input=false", "-no-color")
	if got := strings.TrimSpace(w.run("output", "-raw", "account")); got != testenv.Account {
		t.Errorf("the account is %q", got)
	}
	if out, err := w.try("plan", "-detailed-exitcode", "-input=false", "-no-color"); err != nil {
		t.Fatalf("the second plan is not empty: %v\n%s", err, out)
	}
	w.run("destroy", "-auto-approve", "-input=false", "-no-color")
	if out := w.s.AWS("s3api", "list-buckets", "--query", "Buckets", "--output", "text"); strings.TrimSpace(out) != "" {
		t.Errorf("destroy left buckets: %s", out)
	}
	for _, list := range [][]string{
		{"list-users", "Users"}, {"list-groups", "Groups"}, {"list-roles", "Roles"}, {"list-instance-profiles", "InstanceProfiles"},
	} {
		if out := w.s.AWS("iam", list[0], "--query", list[1], "--output", "text"); strings.TrimSpace(out) != "" {
			t.Errorf("destroy left %s: %s", list[1], out)
		}
	}
}
