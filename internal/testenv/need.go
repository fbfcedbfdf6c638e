package testenv

import (
	"os"
	"os/exec"
	"testing"
)

// Need looks for a program that a test runs. Where it is missing the test is
// skipped, saying what brings it; CI demands it.
func Need(t testing.TB, program, bringsIt string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing: %s", program, bringsIt)
	}
	t.Skipf("%s is missing, this test proves nothing here: %s", program, bringsIt)
	return ""
}
