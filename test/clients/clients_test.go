// Package clients runs the tour of S3, IAM, STS and EC2 with the stock clients
// of other languages.
package clients

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/internal/testenv"
)

func tour(t *testing.T, name string, args ...string) {
	t.Helper()
	s := testenv.Start(t)
	out, err := s.Command(name, args...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "tour passed") {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

func TestBoto3(t *testing.T) {
	python := testenv.Need(t, "python3", "the Debian package python3")
	if err := testenv.New(t).Command(python, "-c", "import boto3").Run(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("boto3 is missing")
		}
		t.Skip("boto3 is missing, this test proves nothing here: pip install boto3")
	}
	tour(t, python, filepath.Join("testdata", "tour.py"))
}

func TestJavaScript(t *testing.T) {
	node := testenv.Need(t, "node", "Node.js 20 or later")
	if _, err := os.Stat(filepath.Join("testdata", "js", "node_modules")); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the SDK is missing: npm ci in test/clients/testdata/js")
		}
		t.Skip("the SDK is missing, this test proves nothing here: npm ci in test/clients/testdata/js")
	}
	tour(t, node, filepath.Join("testdata", "js", "tour.mjs"))
}
