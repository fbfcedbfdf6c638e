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

// TestPlans applies each plan, wants its second run empty, and destroys it.
func TestPlans(t *testing.T) {
	for plan, applied := range map[string]func(w *workspace){
		"site": func(w *workspace) { w.says(testenv.Account, "output", "-raw", "account") },
		"queues": func(w *workspace) {
			w.says(w.s.Endpoint+"/"+testenv.Account+"/orders", "output", "-raw", "url")
		},
		"iam": func(w *workspace) {
			if out := w.s.AWS("iam", "list-account-aliases", "--query", "AccountAliases[0]", "--output", "text"); strings.TrimSpace(out) != "bakery" {
				w.t.Errorf("the alias is %s", out)
			}
		},
	} {
		t.Run(plan, func(t *testing.T) {
			t.Parallel() // the provider waits a lot
			w := newWorkspace(t, plan)
			w.run("apply", "-auto-approve", "-input=false", "-no-color")
			applied(w)
			if out, err := w.try("plan", "-detailed-exitcode", "-input=false", "-no-color"); err != nil {
				t.Fatalf("the second plan is not empty: %v\n%s", err, out)
			}
			w.run("destroy", "-auto-approve", "-input=false", "-no-color")
			w.nothingLeft()
		})
	}
}

// says wants terraform to print something.
func (w *workspace) says(want string, args ...string) {
	w.t.Helper()
	if got := strings.TrimSpace(w.run(args...)); got != want {
		w.t.Errorf("terraform %s says %q, want %q", strings.Join(args, " "), got, want)
	}
}

// nothingLeft looks for what destroy has forgotten.
func (w *workspace) nothingLeft() {
	w.t.Helper()
	for _, list := range [][]string{
		{"s3api", "list-buckets", "Buckets"},
		{"sqs", "list-queues", "QueueUrls"},
		{"iam", "get-account-summary", "SummaryMap.[Users,Groups,Roles,Policies,InstanceProfiles,Providers,MFADevices]"},
	} {
		out, err := w.s.TryAWS(list[0], list[1], "--query", list[2], "--output", "text")
		if left := strings.Trim(out, "0\t\n"); err != nil || left != "" && left != "None" {
			w.t.Errorf("destroy left %s: %v %s", list[2], err, out)
		}
	}
}
