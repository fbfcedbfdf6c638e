package object

import (
	"context"

	"github.com/cumulet/cumulet/engine/kv"
)

// Tags gives a version with its tags.
func (e *Engine) Tags(ctx context.Context, in GetInput) (*Object, error) { return e.Head(ctx, in) }

// SetTags replaces a version's tags; nil removes all.
func (e *Engine) SetTags(ctx context.Context, in GetInput, tags []Tag) (out *Object, err error) {
	err = e.store.Update(ctx, func(tx kv.Tx) error {
		b, v, latest, err := lookup(tx, in)
		if err != nil {
			return err
		}
		v.Tags = tags
		o := v.public(b, in.Bucket, in.Key, latest)
		out = &o
		return stack{tx, b, in.Key, nil}.put(v, latest)
	})
	return out, err
}
