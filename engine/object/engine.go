// Package object keeps buckets of versioned objects, over a store and blobs. It
// knows no dialect: no ARN, no wire error, no HTTP.
//
// A visible change is one Update of the store, with the caller's context, so
// that a decorated store can commit more in the same transaction.
package object

import (
	"context"
	"errors"
	"io"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/internal/clock"
)

var errNotBuilt = errors.New("object: not built yet")

// Enqueuer writes a task in the caller's transaction.
type Enqueuer interface {
	Enqueue(tx kv.Tx, t task.Task) error
}

// Options are what an engine stands on. All but Clock are needed.
type Options struct {
	Store kv.Store // may be decorated
	Blobs *blob.Store
	Tasks Enqueuer
	Clock clock.Clock
}

// Engine keeps buckets and objects. It is safe for concurrent use.
type Engine struct {
	store kv.Store
	blobs *blob.Store
	tasks Enqueuer
	clock clock.Clock
}

// Open gives the engine over a store; a newer format is refused.
func Open(ctx context.Context, o Options) (*Engine, error) { return nil, errNotBuilt }

// Tasks are the engine's background handlers by kind.
func (e *Engine) Tasks() map[string]task.Handler { return nil }

// CreateBucket makes a bucket of Name, Account, Region, Versioning and Config.
// Where the name is taken it returns the bucket that has it and ErrBucketExists.
func (e *Engine) CreateBucket(ctx context.Context, b Bucket) (*Bucket, error) {
	return nil, errNotBuilt
}

// Bucket gives a bucket by name, or ErrNoSuchBucket.
func (e *Engine) Bucket(ctx context.Context, name string) (*Bucket, error) { return nil, errNotBuilt }

// Buckets lists the buckets of an account.
func (e *Engine) Buckets(ctx context.Context, in BucketsInput) (*BucketPage, error) {
	return nil, errNotBuilt
}

// DeleteBucket removes an empty bucket, or fails with ErrNotEmpty. Uploads
// under way are aborted.
func (e *Engine) DeleteBucket(ctx context.Context, name string) error { return errNotBuilt }

// SetVersioning sets the versioning state.
func (e *Engine) SetVersioning(ctx context.Context, bucket string, v Versioning) error {
	return errNotBuilt
}

// SetConfig writes documents by name in one transaction; a nil value removes one.
// Names are constants of the caller's; a document has at most 1 MiB.
func (e *Engine) SetConfig(ctx context.Context, bucket string, docs map[string][]byte) error {
	return errNotBuilt
}

// UpdateConfig changes one document by what stands there (nil for nothing).
// change may run again.
func (e *Engine) UpdateConfig(ctx context.Context, bucket, doc string, change func(old []byte) ([]byte, error)) error {
	return errNotBuilt
}

// Config gives a document, or ErrNoSuchConfig.
func (e *Engine) Config(ctx context.Context, bucket, doc string) ([]byte, error) {
	return nil, errNotBuilt
}

// Put writes an object. It is visible, and synced, when Put returned nil; until
// then and after an error nothing changed.
func (e *Engine) Put(ctx context.Context, in PutInput) (*Object, error) { return nil, errNotBuilt }

// Head describes an object. A delete marker answers a [MarkerError].
func (e *Engine) Head(ctx context.Context, in GetInput) (*Object, error) { return nil, errNotBuilt }

// Open gives an object with its bytes, which stay readable until Close, even
// when the object is deleted meanwhile.
func (e *Engine) Open(ctx context.Context, in GetInput) (*Content, error) { return nil, errNotBuilt }

// Content is an object with its bytes (those of one part, where asked for).
// Every byte is verified before it is given; damage answers blob.ErrCorrupt.
type Content struct {
	Object
	// Offset and Length say which bytes of the object these are.
	Offset, Length int64
}

// Range gives n bytes from off, counted within the content; n -1 means all. The
// reader also implements io.WriterTo.
func (c *Content) Range(off, n int64) (io.ReadCloser, error) { return nil, errNotBuilt }

// Close lets go of the bytes; readers of Range end with it.
func (c *Content) Close() error { return nil }

// Delete removes a version, or puts a delete marker on top. What is not there
// is no error.
func (e *Engine) Delete(ctx context.Context, in DeleteInput) (*Deleted, error) {
	return nil, errNotBuilt
}

// DeleteMany does many deletions of one bucket, in the order given. Each may
// fail on its own, in its Err. The whole may take several transactions.
func (e *Engine) DeleteMany(ctx context.Context, bucket string, in []DeleteInput) ([]Deleted, error) {
	return nil, errNotBuilt
}

// Copy makes an object out of another and shares its bytes.
func (e *Engine) Copy(ctx context.Context, in CopyInput) (dst, src *Object, err error) {
	return nil, nil, errNotBuilt
}

// Tags gives a version's tags; the object says which version that is.
func (e *Engine) Tags(ctx context.Context, in GetInput) (*Object, error) { return nil, errNotBuilt }

// SetTags replaces a version's tags; nil removes all.
func (e *Engine) SetTags(ctx context.Context, in GetInput, tags []Tag) (*Object, error) {
	return nil, errNotBuilt
}

// List lists current objects.
func (e *Engine) List(ctx context.Context, in ListInput) (*Page, error) { return nil, errNotBuilt }

// ListVersions lists all versions and delete markers, newest first under a key.
func (e *Engine) ListVersions(ctx context.Context, in ListInput) (*Page, error) {
	return nil, errNotBuilt
}

// ObjectParts lists the parts that an object was uploaded in.
func (e *Engine) ObjectParts(ctx context.Context, in ObjectPartsInput) (*ObjectPartPage, error) {
	return nil, errNotBuilt
}

// CreateUpload begins a multipart upload.
func (e *Engine) CreateUpload(ctx context.Context, in CreateUploadInput) (*Upload, error) {
	return nil, errNotBuilt
}

// Upload gives an upload that is under way, or ErrNoSuchUpload.
func (e *Engine) Upload(ctx context.Context, bucket, key, id string) (*Upload, error) {
	return nil, errNotBuilt
}

// UploadPart writes a part; one that has the number already is replaced.
func (e *Engine) UploadPart(ctx context.Context, in UploadPartInput) (*Part, error) {
	return nil, errNotBuilt
}

// UploadPartCopy writes a part with bytes of an object, which it also describes.
func (e *Engine) UploadPartCopy(ctx context.Context, in UploadPartCopyInput) (*Part, *Object, error) {
	return nil, nil, errNotBuilt
}

// CompleteUpload makes the object of the parts named, without moving a byte.
// Parts that are not named go.
func (e *Engine) CompleteUpload(ctx context.Context, in CompleteInput) (*Object, error) {
	return nil, errNotBuilt
}

// AbortUpload ends an upload and drops its parts.
func (e *Engine) AbortUpload(ctx context.Context, bucket, key, id string) error { return errNotBuilt }

// Parts lists the parts of an upload.
func (e *Engine) Parts(ctx context.Context, in PartsInput) (*PartPage, error) {
	return nil, errNotBuilt
}

// Uploads lists the uploads that are under way.
func (e *Engine) Uploads(ctx context.Context, in ListInput) (*UploadPage, error) {
	return nil, errNotBuilt
}
