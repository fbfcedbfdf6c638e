// Package control is how the program's own commands talk to a server that runs
// on the same data directory: HTTP over a Unix socket in that directory, mode
// 0600. Whoever may open the socket may read the data anyhow, so it asks for no
// password.
//
//	GET  /status              who runs
//	POST /root-key            another access key for root
//	POST /rotate-master-key   a new master key; ?drop-old=true forgets the others
//	GET  /backup              an archive, as package engine/backup has it
package control

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// Cloud is what the commands ask for. The server implements it, [Client] passes
// it on, and with the server stopped the commands have their own.
type Cloud interface {
	// NewRootKey makes another access key for root.
	NewRootKey(ctx context.Context) (RootKey, error)
	// RotateMasterKey makes a new master key and seals all secrets anew. With
	// dropOld the former keys are forgotten: session tokens and backups that were
	// sealed under them can't be read any more.
	RotateMasterKey(ctx context.Context, dropOld bool) (Rotation, error)
	// Backup writes an archive to w.
	Backup(ctx context.Context, w io.Writer) error
}

// RootKey is a new access key.
type RootKey struct {
	AccessKeyID string `json:"accessKeyId"`
	Secret      string `json:"secretAccessKey"`
}

// Rotation tells of a rotated master key.
type Rotation struct {
	KeyID    string `json:"keyId"`    // of the new key
	Resealed int    `json:"resealed"` // secrets sealed anew
	Keys     int    `json:"keys"`     // in the key file now
}

// Status is who runs.
type Status struct {
	Version string `json:"version"`
	PID     int    `json:"pid"`
}

// ErrNotRunning says that no server runs on the data directory.
var ErrNotRunning = errors.New("control: no server runs on this data directory")

// maxSocket is how long the path of a Unix socket may be, on macOS.
const maxSocket = 103

// SocketPath is where the socket of a data directory is. Where the path would be
// too long for a socket, it is a name made from it in the temporary directory,
// in a folder of the user's own.
func SocketPath(data string) (string, error) {
	abs, err := filepath.Abs(data)
	if err != nil {
		return "", err
	}
	path := filepath.Join(abs, "control.sock")
	if len(path) <= maxSocket {
		return path, nil
	}
	sum := sha256.Sum256([]byte(abs))
	own := filepath.Join(os.TempDir(), "cumulet-"+strconv.Itoa(os.Getuid()))
	return filepath.Join(own, hex.EncodeToString(sum[:8])+".sock"), nil
}
