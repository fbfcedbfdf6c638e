package main

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../../.."

var update = flag.Bool("update", false, "rewrite the golden files")

// TestFresh tells whether somebody changed a model, a list of operations or the
// generator without running it.
func TestFresh(t *testing.T) {
	files := mustGenerate(t, root)
	for name, want := range files {
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale (%v): run make generate", name, err)
		}
	}
	there, err := filepath.Glob(root + "/api/aws/*/*_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range there {
		if files[name] == nil {
			t.Errorf("%s is no longer generated: remove it", name)
		}
	}
}

func TestDeterministic(t *testing.T) {
	if !maps.EqualFunc(mustGenerate(t, root), mustGenerate(t, root), bytes.Equal) {
		t.Error("two runs differ")
	}
}

// TestGolden shows the whole output for a small model.
func TestGolden(t *testing.T) {
	files := mustGenerate(t, "testdata/small")
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		b.WriteString("-- " + filepath.Base(name) + " --\n" + string(files[name]))
	}
	const golden = "testdata/small/golden.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("differs from %s (-update rewrites it):\n%s", golden, b.String())
	}
}

func TestCamel(t *testing.T) {
	for in, want := range map[string]string{
		"STANDARD_IA": "StandardIa", "s3:ObjectCreated:*": "S3ObjectCreatedAny", "eu-west-3": "EuWest3",
		"Active": "Active", "": "Empty", "-": "Empty", "awsS3": "AwsS3",
	} {
		if got := camel(in); got != want {
			t.Errorf("camel(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUses(t *testing.T) {
	for code, want := range map[string]bool{
		"x *time.Time": true, "x []io.Reader": true, "Ratio.X": false, "": false, "Audio.x io.Reader": true,
	} {
		if got := uses(code, "io.") || uses(code, "time."); got != want {
			t.Errorf("uses(%q) = %v", code, got)
		}
	}
}

func mustGenerate(t *testing.T, root string) map[string][]byte {
	t.Helper()
	files, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("nothing is generated")
	}
	return files
}
