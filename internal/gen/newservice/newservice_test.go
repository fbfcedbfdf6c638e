package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const root = "../../.."

// TestRoomCompiles lays a room out beside the real ones, by an overlay, and runs
// its tests.
func TestRoomCompiles(t *testing.T) {
	files, err := layout(root, "sts")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"doc.go", "service.go", "errors.go", "limits.go", "authorise.go", "meter.go", "service_test.go"} {
		if files[want] == nil {
			t.Errorf("%s is missing", want)
		}
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for name, data := range files {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[filepath.Join(abs, "services/layouttest", name)] = file
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, data, 0o600); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "room.test")
	build := exec.Command("go", "test", "-c", "-vet=off", "-overlay", list, "-o", binary, "./services/layouttest")
	build.Dir = abs
	for _, cmd := range []*exec.Cmd{build, exec.Command(binary)} {
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

func TestFrameComesFirst(t *testing.T) {
	if _, err := layout(root, "nosuchservice"); err == nil {
		t.Error("a room without a frame was laid out")
	}
}

func TestRunRefusesTwice(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"api/aws/sts", "models", "services"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"api/aws/sts/operations.txt", "models/sts.json"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(dir, "sts"); err != nil {
		t.Fatal(err)
	}
	if err := run(dir, "sts"); err == nil {
		t.Error("a room was laid out over another")
	}
}
