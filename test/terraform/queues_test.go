package terraform

import (
	"strings"
	"testing"

	"github.com/cumulet/cumulet/internal/testenv"
)

func TestQueues(t *testing.T) {
	w := newWorkspace(t, "queues")
	w.run("apply", "-auto-approve", "-input=false", "-no-color")
	if got := strings.TrimSpace(w.run("output", "-raw", "url")); got != w.s.Endpoint+"/"+testenv.Account+"/orders" {
		t.Errorf("the URL is %q", got)
	}
	if out, err := w.try("plan", "-detailed-exitcode", "-input=false", "-no-color"); err != nil {
		t.Fatalf("the second plan is not empty: %v\n%s", err, out)
	}
	w.run("destroy", "-auto-approve", "-input=false", "-no-color")
	if out := w.s.AWS("sqs", "list-queues", "--query", "QueueUrls", "--output", "text"); strings.TrimSpace(out) != "None" {
		t.Errorf("destroy left queues: %s", out)
	}
}
