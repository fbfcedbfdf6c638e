package object

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/fxamacker/cbor/v2"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
)

// The kinds of tasks. Each works in batches, a transaction each, that remove
// the records of what they drop; so a task that runs again goes on where it
// was.
const (
	partsTask    = "object.parts"    // drops the records of an upload's parts, and the parts not used
	manifestTask = "object.manifest" // drops manifests and their parts
	bucketTask   = "object.bucket"   // aborts the uploads of a bucket that is gone
)

const cleanBatch = 500

type partsPayload struct {
	Upload []byte `cbor:"1,keyasint"`
	Used   bitmap `cbor:"2,keyasint,omitempty"`
}

// bitmap is a set of part numbers; nil is the empty one.
type bitmap []byte

func (m bitmap) set(n int)      { m[n/8] |= 1 << (n % 8) }
func (m bitmap) has(n int) bool { return n/8 < len(m) && m[n/8]&(1<<(n%8)) != 0 }

func (e *Engine) enqueue(tx kv.Tx, kind string, payload any) error {
	b, err := cbor.Marshal(payload)
	if err != nil {
		return fmt.Errorf("object: encode a task: %w", err)
	}
	return e.tasks.Enqueue(tx, task.Task{Kind: kind, Payload: b})
}

// scanParts gives the parts of an upload behind a number.
func scanParts(tx kv.Tx, upload []byte, after int) iter.Seq2[part, error] {
	return func(yield func(part, error) bool) {
		r := kv.Prefix(partPrefix(upload))
		r.Start = partKey(upload, after+1)
		for p, err := range tx.Scan(r) {
			var out part
			if err == nil {
				err = decode(p.Value, &out)
			}
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}

// batches runs f in transactions of its own until it says that it is done.
func (e *Engine) batches(ctx context.Context, f func(tx kv.Tx) (done bool, err error)) error {
	for done := false; !done; {
		err := e.store.Update(kv.Freeing(ctx), func(tx kv.Tx) (err error) {
			done, err = f(tx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) cleanParts(ctx context.Context, t task.Task) error {
	var p partsPayload
	if err := decode(t.Payload, &p); err != nil {
		return err
	}
	return e.batches(ctx, func(tx kv.Tx) (bool, error) {
		var refs []blob.Ref
		var keys []kv.Key
		done := true
		for r, err := range scanParts(tx, p.Upload, 0) {
			if err != nil {
				return false, err
			}
			if len(keys) == cleanBatch {
				done = false
				break
			}
			keys = append(keys, partKey(p.Upload, r.Number))
			if !p.Used.has(r.Number) {
				refs = append(refs, r.ref())
			}
		}
		for _, k := range keys {
			if err := tx.Delete(k); err != nil {
				return false, err
			}
		}
		return done, e.blobs.Unlink(tx, refs...)
	})
}

func (e *Engine) cleanManifests(ctx context.Context, t task.Task) error {
	for ids := t.Payload; len(ids) >= nonceSize; ids = ids[nonceSize:] {
		key := keyManifest.String(string(ids[:nonceSize]))
		err := e.batches(ctx, func(tx kv.Tx) (bool, error) {
			m := new(manifest)
			if found, err := load(tx, key, m); !found {
				return true, err
			}
			n := min(len(m.Parts), cleanBatch)
			refs := make([]blob.Ref, n)
			for i := range refs {
				refs[i] = m.Parts[i].ref()
			}
			if err := e.blobs.Unlink(tx, refs...); err != nil {
				return false, err
			}
			m.Parts = m.Parts[n:]
			if len(m.Parts) == 0 {
				return true, tx.Delete(key)
			}
			return false, save(tx, key, m)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) cleanBucket(ctx context.Context, t task.Task) error {
	id, _, ok := kv.CutUint(t.Payload)
	if !ok {
		return errors.New("object: malformed task")
	}
	table := keyUpload.Uint(id)
	return e.batches(ctx, func(tx kv.Tx) (bool, error) {
		n := 0
		for r, err := range scanRows[upload](tx, table)(nil, nil) {
			if err != nil {
				return false, err
			}
			if n++; n > cleanBatch/2 {
				return false, nil
			}
			seq, _, _ := kv.CutUint(r.rest)
			if err := e.endUpload(tx, &bucket{ID: id}, r.key, seq, &r.value, nil); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}
