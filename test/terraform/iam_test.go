package terraform

import (
	"strings"
	"testing"
)

// Identities and access, as a company keeps them in Terraform: the second plan is
// empty, destroy leaves nothing.
func TestIAM(t *testing.T) {
	w := newWorkspace(t, "iam")
	w.run("apply", "-auto-approve", "-input=false", "-no-color")
	if out, err := w.try("plan", "-detailed-exitcode", "-input=false", "-no-color"); err != nil {
		t.Fatalf("the second plan is not empty: %v\n%s", err, out)
	}
	if out := w.s.AWS("iam", "list-account-aliases", "--query", "AccountAliases[0]", "--output", "text"); strings.TrimSpace(out) != "bakery" {
		t.Errorf("the alias is %s", out)
	}
	w.run("destroy", "-auto-approve", "-input=false", "-no-color")
	const left = "SummaryMap.[Users,Groups,Roles,Policies,InstanceProfiles,Providers,MFADevices]"
	if out := w.s.AWS("iam", "get-account-summary", "--query", left, "--output", "text"); strings.Trim(out, "0\t\n") != "" {
		t.Errorf("destroy left %s", out)
	}
}
