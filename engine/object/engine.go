// Package object keeps buckets of versioned objects, over a store and blobs. It
// knows no dialect: no ARN, no wire error, no HTTP. What it does follows the
// Amazon S3 User Guide ("Using versioning in S3 buckets", "Uploading and copying
// objects using multipart upload", "Checking object integrity").
//
// A visible change is one Update of the store, with the caller's context, so
// that a decorated store can commit more in the same transaction. Only
// DeleteMany may take several.
//
// # Keys
//
//	"object" "format"                   version of these keys, 8 bytes
//	"object" "last"                     the bucket id given out last, 8 bytes
//	"object" "bucket" NAME              the bucket
//	"object" "owner" ACCOUNT NAME       nothing: the buckets of an account
//	"object" "config" BUCKET DOC        a configuration document
//	"object" "live" BUCKET KEY          the key's newest version, if that is an object
//	"object" "old" BUCKET KEY ^SEQ      every other version, and the delete markers
//	"object" "null" BUCKET KEY          SEQ of the null version, where it is in "old", 8 bytes
//	"object" "upload" BUCKET KEY SEQ    a multipart upload under way
//	"object" "part" UPLOAD N            a part of an upload, by number
//	"object" "manifest" ID              the parts that an object's bytes are made of
//	"object" "shares" ID                how many objects more than one refer to a manifest, 8 bytes
//
// BUCKET is the bucket's number, ^SEQ the complement of a version's, so newer
// versions sort first. A version's number is one more than that of the version
// below it; its id also holds 16 random bytes, because numbers come again after
// a key lost all its versions. Records are CBOR.
//
// "live" alone answers listings of current objects: what is deleted or covered
// is not there to be skipped. In a bucket that never had versioning, "old" and
// "null" are empty, and a Put is one read and one write.
package object

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
)

// Format is the version of the keys that this package writes.
const Format = 1

// Enqueuer writes a task in the caller's transaction.
type Enqueuer interface {
	Enqueue(tx kv.Tx, t task.Task) error
}

// Options are what an engine stands on.
type Options struct {
	Store kv.Store // may be decorated
	Blobs *blob.Store
	Tasks Enqueuer
	Clock clock.Clock // nil means the system's
	// MinPart is the least size of a part but the last, in bytes; 0 means [MinPart].
	MinPart int64
}

// Engine keeps buckets and objects. It is safe for concurrent use.
type Engine struct {
	store   kv.Store
	blobs   *blob.Store
	tasks   Enqueuer
	clock   clock.Clock
	minPart int64
	configs configs
}

// Open gives the engine over a store; a newer format is refused. Register its
// Tasks.
func Open(ctx context.Context, o Options) (*Engine, error) {
	e := &Engine{store: o.Store, blobs: o.Blobs, tasks: o.Tasks, clock: o.Clock, minPart: o.MinPart}
	if e.clock == nil {
		e.clock = clock.System{}
	}
	if e.minPart == 0 {
		e.minPart = MinPart
	}
	return e, e.store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		switch f, err := getUint(tx, keyFormat); {
		case err != nil:
			return err
		case f > Format:
			return fmt.Errorf("%w: objects have %d, this program writes %d", blob.ErrFormat, f, Format)
		case f == Format:
			return nil
		}
		return setUint(tx, keyFormat, Format)
	})
}

// Tasks are the engine's background handlers by kind.
func (e *Engine) Tasks() map[string]task.Handler {
	return map[string]task.Handler{
		partsTask:    e.cleanParts,
		manifestTask: e.cleanManifests,
		bucketTask:   e.cleanBucket,
	}
}

func nonce() []byte {
	b := make([]byte, nonceSize)
	_, _ = rand.Read(b) // never fails
	return b
}
