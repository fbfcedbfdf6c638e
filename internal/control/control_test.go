package control

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fake is a Cloud whose backup says text, then fails with err.
type fake struct {
	text    string
	err     error
	started chan struct{}
	wait    chan struct{}
}

func (f *fake) NewRootKey(context.Context) (RootKey, error) {
	return RootKey{"AKIAEXAMPLE", "secret"}, f.err
}

func (f *fake) RotateMasterKey(_ context.Context, drop bool) (Rotation, error) {
	return Rotation{KeyID: "00", Resealed: 3, Keys: map[bool]int{true: 1, false: 2}[drop]}, f.err
}

func (f *fake) Backup(_ context.Context, w io.Writer) error {
	if f.started != nil {
		f.started <- struct{}{}
		<-f.wait
	}
	if _, err := io.WriteString(w, f.text); err != nil {
		return err
	}
	return f.err
}

func serve(t *testing.T, data string, c Cloud) *Client {
	t.Helper()
	s, err := Listen(t.Context(), data, "test", c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	client, err := Dial(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func TestConversation(t *testing.T) {
	data := t.TempDir()
	if _, err := Dial(t.Context(), data); !errors.Is(err, ErrNotRunning) {
		t.Errorf("without a server: %v", err)
	}
	c := serve(t, data, &fake{text: "archive"})
	path, err := SocketPath(data)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket has %v, %v", info.Mode(), err)
	}
	if s, err := c.Status(t.Context()); err != nil || s.Version != "test" || s.PID != os.Getpid() {
		t.Errorf("%+v, %v", s, err)
	}
	if k, err := c.NewRootKey(t.Context()); err != nil || k.Secret != "secret" {
		t.Errorf("%+v, %v", k, err)
	}
	if r, err := c.RotateMasterKey(t.Context(), true); err != nil || r.Keys != 1 || r.Resealed != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	var b bytes.Buffer
	if err := c.Backup(t.Context(), &b); err != nil || b.String() != "archive" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestFailures(t *testing.T) {
	for name, text := range map[string]string{"at once": "", "in the middle": strings.Repeat("x", 1<<20)} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, t.TempDir(), &fake{text: text, err: errors.New("disk broke")})
			if err := c.Backup(t.Context(), io.Discard); err == nil {
				t.Error("a broken backup was taken for whole")
			}
			if _, err := c.NewRootKey(t.Context()); err == nil || !strings.Contains(err.Error(), "disk broke") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestOneBackupAtATime(t *testing.T) {
	f := &fake{text: "archive", started: make(chan struct{}), wait: make(chan struct{})}
	c := serve(t, t.TempDir(), f)
	first := make(chan error, 1)
	go func() { first <- c.Backup(t.Context(), io.Discard) }()
	<-f.started
	if err := c.Backup(t.Context(), io.Discard); err == nil || !strings.Contains(err.Error(), "another backup") {
		t.Errorf("got %v", err)
	}
	close(f.wait)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

// TestDeadSocket: a socket that a killed server left is no server, and is replaced.
func TestDeadSocket(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "control.sock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Dial(t.Context(), data); !errors.Is(err, ErrNotRunning) {
		t.Errorf("got %v", err)
	}
	serve(t, data, &fake{})
}

func TestLongPath(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	data := filepath.Join(t.TempDir(), strings.Repeat("d", 120))
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	c := serve(t, data, &fake{})
	if _, err := c.Status(t.Context()); err != nil {
		t.Error(err)
	}
}
