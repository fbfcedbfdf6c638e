// Package kv is the store's contract: ordered keys, serialisable transactions,
// and the errors and limits that every driver keeps. Truth lives here; whatever
// a service holds in memory is only in front of it.
//
// Closures given to [Store.View] and [Store.Update] may run more than once and
// so have no side effects outside the transaction. An Update that returned nil
// is synced to disk.
//
// # Keys
//
// Keys are built with [Key]. The first part is the area, named after its owner
// ("s3.bucket", "iam.user", "task"); nobody touches another's area. Then comes
// the account, where the thing is regional the region, and what tells it apart.
// Each owner has a table of his keys and values in his doc.go, like this:
//
//	("s3.bucket", name)                  owner, region, settings, as JSON
//	("s3.object", bucket, key, version)  the manifest of an object
//
// Values begin with the version of their format ([collection] does it), so that
// a program can read what an older one wrote and refuse what a newer one did.
//
// # Errors
//
// A closure passes on the errors of its transaction. A store that answers
// [ErrCommitUnknown] may or may not have the change: whoever runs it again
// recognises by an idempotency key that it was done.
//
// [collection]: https://pkg.go.dev/github.com/cumulet/cumulet/engine/kv/collection
package kv

import (
	"context"
	"errors"
	"iter"
)

// Limits of every driver. A transaction beyond them fails with [ErrTooLarge].
const (
	MaxKey      = 2400    // bytes of a key
	MaxValue    = 2 << 20 // bytes of a value
	MaxTxWrites = 2000    // writes in a transaction
	MaxTxBytes  = 16 << 20
)

// The errors that callers tell apart.
var (
	// ErrNotFound answers a Get of a key that is not there.
	ErrNotFound = errors.New("kv: not found")
	// ErrConflict says that a concurrent transaction won; Update runs the
	// closure again and returns it only when it gives up.
	ErrConflict = errors.New("kv: conflict")
	// ErrCommitUnknown says that the commit may or may not have happened. It is
	// never retried blindly: such a transaction carries an idempotency key.
	ErrCommitUnknown = errors.New("kv: commit unknown")
	// ErrTooLarge says that a limit of the contract was passed.
	ErrTooLarge = errors.New("kv: too large")
	// ErrNoSpace says that the reserve of disk was reached: deletes still work.
	ErrNoSpace = errors.New("kv: no space left above the reserve")
	// ErrClosed answers every call after Close.
	ErrClosed = errors.New("kv: closed")
	// ErrReadOnly says that a View tried to write.
	ErrReadOnly = errors.New("kv: write in a read-only transaction")
	// ErrTxDone answers the use of a transaction after its closure ended.
	ErrTxDone = errors.New("kv: transaction is over")
	// ErrTxExpired says that a transaction lived longer than the driver allows.
	ErrTxExpired = errors.New("kv: transaction took too long")
	// ErrFailed answers writes after an I/O error that left the store in doubt:
	// nothing was written, and nothing will be until the program starts again.
	ErrFailed = errors.New("kv: store failed")
	// ErrLocked says that another process has the store open.
	ErrLocked = errors.New("kv: in use by another process")
	// ErrNewerFormat says that a newer version of the program wrote the store.
	ErrNewerFormat = errors.New("kv: written by a newer version")
)

// Store keeps ordered keys.
type Store interface {
	// View runs f on a consistent snapshot.
	View(ctx context.Context, f func(Tx) error) error
	// Update runs f in a serialisable transaction and commits what it wrote,
	// durably, unless f fails. Conflicts are retried with backoff until ctx ends.
	Update(ctx context.Context, f func(Tx) error) error
	// Watch gives a channel that gets a value some time after a key with the
	// prefix changed. It is a hint only: values may be merged, late or extra.
	// The channel closes when ctx ends.
	Watch(ctx context.Context, prefix []byte) <-chan struct{}
}

// Tx is a transaction. It reads its own writes, in scans too. What it returns
// is the caller's to keep; it is not used after the closure ended.
type Tx interface {
	// Get returns the value of key, or ErrNotFound.
	Get(key []byte) ([]byte, error)
	// Scan yields the pairs of a range in the order of keys (descending with
	// Reverse). An error comes as the last pair. The range and what was seen of
	// it are part of the transaction's read set.
	Scan(r Range) iter.Seq2[Pair, error]
	// Set writes a key. In a View it fails.
	Set(key, value []byte) error
	// Delete removes a key; deleting what is not there is no error.
	Delete(key []byte) error
}

// Range is a half-open interval of keys: Start is in it, End is not. A nil End
// means no end.
type Range struct {
	Start, End []byte
	Reverse    bool
	Limit      int // 0 means all
}

// Pair is a key with its value.
type Pair struct{ Key, Value []byte }

// Prefix is the range of all keys that begin with p.
func Prefix(p []byte) Range { return Range{Start: p, End: prefixEnd(p)} }

func prefixEnd(p []byte) []byte {
	end := append([]byte(nil), p...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < 0xff {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}
