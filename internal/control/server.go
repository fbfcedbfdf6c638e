package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// stall is after how long a reader of a backup that takes nothing is let go: a
// backup holds the removal of blobs.
const stall = time.Minute

// Server listens on the socket of a data directory.
type Server struct {
	http *http.Server
	done chan struct{}
}

// Listen opens the socket and serves c on it. The caller holds the data
// directory's lock, so a socket that is there is a dead server's.
func Listen(ctx context.Context, data, version string, c Cloud, log *slog.Logger) (*Server, error) {
	path, err := SocketPath(data)
	if err != nil {
		return nil, err
	}
	if err := ownFolder(filepath.Dir(path), data); err != nil {
		return nil, err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("control: %w", err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("control: %w", err), l.Close())
	}
	h := &handler{c: c, log: log, version: version, backup: make(chan struct{}, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", h.status)
	mux.HandleFunc("POST /root-key", h.rootKey)
	mux.HandleFunc("POST /rotate-master-key", h.rotate)
	mux.HandleFunc("GET /backup", h.serveBackup)
	s := &Server{http: &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the control socket failed", "err", err)
		}
	}()
	return s, nil
}

// ownFolder sees to the folder of a socket outside of the data directory: it
// must be ours alone, since names in the temporary directory can be taken.
func ownFolder(folder, data string) error {
	if abs, err := filepath.Abs(data); err != nil || abs == folder {
		return err
	}
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("control: %w", err)
	}
	// Only its owner may change a folder's mode.
	if err := os.Chmod(folder, 0o700); err != nil { //nolint:gosec // a folder must be searchable
		return fmt.Errorf("control: %s is somebody else's: %w", folder, err)
	}
	return nil
}

// Close removes the socket, and waits for what is under way until ctx ends.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = s.http.Close() // cut off
	}
	<-s.done
	return err
}

type handler struct {
	c       Cloud
	log     *slog.Logger
	version string
	backup  chan struct{} // holds one: a backup runs
}

func (h *handler) status(w http.ResponseWriter, _ *http.Request) {
	h.answer(w, Status{Version: h.version, PID: os.Getpid()}, nil)
}

func (h *handler) rootKey(w http.ResponseWriter, r *http.Request) {
	key, err := h.c.NewRootKey(r.Context())
	h.log.Info("root key", "id", key.AccessKeyID, "err", err)
	h.answer(w, key, err)
}

func (h *handler) rotate(w http.ResponseWriter, r *http.Request) {
	drop, _ := strconv.ParseBool(r.URL.Query().Get("drop-old"))
	out, err := h.c.RotateMasterKey(r.Context(), drop)
	h.log.Info("master key rotated", "key", out.KeyID, "resealed", out.Resealed, "dropped old", drop, "err", err)
	h.answer(w, out, err)
}

func (h *handler) answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v) //nolint:errcheck // the client left
}

// serveBackup streams an archive. After the first byte a failure can only cut
// the connection; the client sees that, and the archive lacks its last file.
func (h *handler) serveBackup(w http.ResponseWriter, r *http.Request) {
	select {
	case h.backup <- struct{}{}:
		defer func() { <-h.backup }()
	default:
		http.Error(w, "another backup is under way", http.StatusConflict)
		return
	}
	out := &progress{w: w, control: http.NewResponseController(w)}
	err := h.c.Backup(r.Context(), out)
	h.log.Info("backup", "bytes", out.n, "err", err)
	switch {
	case err == nil:
	case out.n == 0:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		panic(http.ErrAbortHandler)
	}
}

// progress moves the deadline with each write.
type progress struct {
	w       http.ResponseWriter
	control *http.ResponseController
	n       int64
}

func (p *progress) Write(b []byte) (int, error) {
	if len(b) == 0 { // would send the header
		return 0, nil
	}
	if err := p.control.SetWriteDeadline(time.Now().Add(stall)); err != nil {
		return 0, err
	}
	n, err := p.w.Write(b)
	p.n += int64(n)
	return n, err
}
