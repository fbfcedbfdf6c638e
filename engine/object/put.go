package object

import (
	"context"
	"encoding/hex"
	"errors"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
)

// early is from how many bytes on a body is worth a look at the bucket and the
// conditions before it is read.
const early = blob.Chunk

// Put writes an object. It is visible, and synced, when Put returned nil; until
// then and after an error nothing changed.
func (e *Engine) Put(ctx context.Context, in PutInput) (*Object, error) {
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	if in.Body.Length < 0 || in.Body.Length > early {
		err := e.store.View(ctx, func(tx kv.Tx) error {
			b, err := getBucket(tx, in.Bucket)
			if err != nil {
				return err
			}
			_, err = in.check(stack{tx, b, in.Key, nil})
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	d, err := newDigester(in.Body)
	if err != nil {
		return nil, err
	}
	staged, err := e.blobs.Write(ctx, d)
	if err != nil {
		return nil, err
	}
	v := version{
		Nonce: nonce(), Size: d.size, ETag: hex.EncodeToString(d.md5), Modified: e.clock.Now().UnixNano(),
		Owner: in.Owner, Meta: in.Meta, System: in.System, Tags: in.Tags,
	}
	v.setBlob(staged.Ref())
	if len(d.sums) > 0 {
		v.Sums, v.SumType = d.sums, FullObject
	}
	return e.commit(ctx, in.Bucket, in.Key, &v, in.Conditions, staged)
}

func (v *version) setBlob(ref blob.Ref) {
	v.Blob = nil
	if !ref.IsZero() {
		v.Blob = &ref
	}
}

// commit links the staged bytes and puts v on top of its key.
func (e *Engine) commit(ctx context.Context, bucketName, key string, v *version, c Conditions, staged *blob.Staged) (*Object, error) {
	var out Object
	err := e.store.Update(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, bucketName)
		if err != nil {
			return err
		}
		if err := staged.Link(tx); err != nil {
			return err
		}
		if err := e.place(tx, b, key, v, c); err != nil {
			return err
		}
		out = v.public(b, bucketName, key, true)
		return nil
	})
	if err != nil {
		drop(staged, err)
		return nil, err
	}
	return &out, nil
}

// drop discards bytes after a failed transaction, unless it may have happened.
func drop(staged *blob.Staged, err error) {
	if !errors.Is(err, kv.ErrCommitUnknown) {
		staged.Discard()
	}
}

// place puts v on top of its key, if the conditions hold.
func (e *Engine) place(tx kv.Tx, b *bucket, key string, v *version, c Conditions) error {
	t := &trash{}
	s := stack{tx, b, key, t}
	live, err := c.check(s)
	if err != nil {
		return err
	}
	if err := s.push(v, live); err != nil {
		return err
	}
	return e.empty(tx, t)
}

// check evaluates the conditions and gives the live version.
func (c Conditions) check(s stack) (*version, error) {
	live, err := s.live()
	switch {
	case err != nil:
		return nil, err
	case c.IfNoneMatch && live != nil:
		return nil, ErrPrecondition
	case c.IfMatch == "":
		return live, nil
	case live == nil:
		return nil, ErrNoSuchKey
	case c.IfMatch != "*" && c.IfMatch != live.ETag:
		return nil, ErrPrecondition
	}
	return live, nil
}
