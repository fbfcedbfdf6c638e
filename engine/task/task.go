package task

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
)

// Task is a piece of background work.
type Task struct {
	ID        string // set by Enqueue when empty; a repeated id is the same task
	Kind      string // which handler runs it: "s3.delete-blobs"
	Payload   []byte
	NotBefore time.Time // zero means at once
	Attempt   int       // how often it was begun, 1 on the first run
}

// Handler does a task. It is idempotent: a task may run again after a crash.
// An error puts it back with backoff. The context ends when the lease is lost
// or the runner stops.
type Handler func(ctx context.Context, t Task) error

// ErrNoKind says that a task names no handler.
var ErrNoKind = errors.New("task: no kind")

// record is a task in the store, without its payload: that is written once, and
// the record with each claim and renewal.
type record struct {
	Kind      string `json:"kind"`
	NotBefore int64  `json:"notBefore,omitempty"` // Unix nanoseconds
	Attempt   int    `json:"attempt,omitempty"`
	Due       uint64 `json:"due"`             // under which time it stands in the index
	Token     uint64 `json:"token,omitempty"` // of the newest claim
	Error     string `json:"error,omitempty"` // of the last attempt
}

// maxError bounds the bytes that are kept of an error.
const maxError = 4 << 10

// Enqueue writes a task in the caller's transaction; it runs some time after
// that has committed. A task whose id is known, waiting, running or parked, is
// left as it is. Its payload has at most [kv.MaxValue] bytes.
func Enqueue(tx kv.Tx, t Task) error {
	if t.Kind == "" {
		return ErrNoKind
	}
	k := newKeys()
	if t.ID == "" {
		t.ID = newID()
	} else {
		for _, c := range []collection.Collection[record]{k.items, k.parked} {
			if known, err := c.Has(tx, t.ID); err != nil || known {
				return err
			}
		}
	}
	rec := record{Kind: t.Kind}
	if !t.NotBefore.IsZero() {
		rec.NotBefore = t.NotBefore.UnixNano()
		rec.Due = stamp(t.NotBefore)
	}
	if len(t.Payload) > 0 {
		if err := tx.Set(k.payload.String(t.ID), t.Payload); err != nil {
			return err
		}
	}
	return k.schedule(tx, t.ID, rec)
}

// stamp is a time in the index. What is before 1970 is due at once.
func stamp(t time.Time) uint64 { return uint64(max(t.UnixNano(), 0)) }

// newID makes ids that sort roughly by age, since tasks that are due at once run
// in the order of ids. Nothing but fairness depends on the time in it.
func newID() string {
	b := binary.BigEndian.AppendUint64(nil, uint64(time.Now().UnixNano()))
	b = append(b, make([]byte, 8)...)
	rand.Read(b[8:]) // never fails
	return hex.EncodeToString(b)
}
