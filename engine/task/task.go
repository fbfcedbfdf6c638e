// Package task runs background work: a task is written in the transaction of
// the change that it follows from, and runs at least once under a fenced lease,
// with backoff, across restarts.
package task

import (
	"context"
	"time"
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
// An error puts it back with backoff.
type Handler func(ctx context.Context, t Task) error
