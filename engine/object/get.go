package object

import (
	"context"
	"errors"
	"fmt"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
)

// lookup gives the version that in names, or the error that stands for it.
func lookup(tx kv.Tx, in GetInput) (b *bucket, v *version, latest bool, err error) {
	b, err = getBucket(tx, in.Bucket)
	if err != nil {
		return nil, nil, false, err
	}
	s := stack{tx, b, in.Key, nil}
	if in.VersionID == "" {
		v, err = s.newest()
		latest = true
	} else {
		v, latest, err = s.find(in.VersionID)
	}
	switch {
	case err != nil:
		return nil, nil, false, err
	case v == nil && in.VersionID == "":
		return nil, nil, false, ErrNoSuchKey
	case v == nil:
		return nil, nil, false, ErrNoSuchVersion
	case v.Marker:
		return nil, nil, false, &MarkerError{v.id(), stamp(v.Modified), in.VersionID != ""}
	}
	return b, v, latest, nil
}

// Head describes an object. A delete marker answers a [MarkerError]. Part is
// ignored; Open also tells where a part lies.
func (e *Engine) Head(ctx context.Context, in GetInput) (out *Object, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		b, v, latest, err := lookup(tx, in)
		if err != nil {
			return err
		}
		o := v.public(b, in.Bucket, in.Key, latest)
		out = &o
		return nil
	})
	return out, err
}

// Open gives an object with its bytes, which stay readable until Close, even
// when the object is deleted meanwhile.
func (e *Engine) Open(ctx context.Context, in GetInput) (*Content, error) {
	const attempts = 10
	for range attempts {
		c, err := e.open(ctx, in)
		if !errors.Is(err, blob.ErrGone) {
			return c, err
		}
		// Replaced and removed between the look at the store and at the file.
	}
	return nil, fmt.Errorf("object: the bytes of %q are missing: %w", in.Key, blob.ErrCorrupt)
}

func (e *Engine) open(ctx context.Context, in GetInput) (*Content, error) {
	var c *Content
	err := e.store.View(ctx, func(tx kv.Tx) error {
		b, v, latest, err := lookup(tx, in)
		if err != nil {
			return err
		}
		c = &Content{Object: v.public(b, in.Bucket, in.Key, latest), Length: v.Size, blobs: e.blobs, nonce: v.Nonce}
		if v.Manifest != nil {
			return c.addManifest(tx, v.Manifest)
		}
		c.pieces = []piece{{ref: v.ref(), size: v.Size}}
		if c.pieces[0].ref.Inline {
			c.pieces[0].reader, err = e.blobs.Get(tx, v.ref())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := c.narrow(in.Part); err != nil {
		return nil, err
	}
	if err := e.keep(ctx, c); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// keep makes sure that the bytes stay: a single file by opening it, parts by a
// pin, after which the manifest must still be there.
func (e *Engine) keep(ctx context.Context, c *Content) (err error) {
	if c.manifest == nil {
		if p := &c.pieces[0]; p.reader == nil {
			p.reader, err = e.blobs.Open(ctx, p.ref)
		}
		return err
	}
	refs := make([]blob.Ref, len(c.pieces))
	for i, p := range c.pieces {
		refs[i] = p.ref
	}
	c.release = e.blobs.Pin(refs...)
	return e.store.View(ctx, func(tx kv.Tx) error {
		// Its parts go first, in the same transactions; a manifest never grows.
		m := new(manifest)
		found, err := load(tx, keyManifest.String(string(c.manifest)), m)
		if err == nil && (!found || len(m.Parts) != c.whole) {
			err = blob.ErrGone
		}
		return err
	})
}

func (c *Content) addManifest(tx kv.Tx, id []byte) error {
	m := new(manifest)
	found, err := load(tx, keyManifest.String(string(id)), m)
	if err != nil {
		return err
	}
	var size int64
	for _, p := range m.Parts {
		size += p.Size
		c.pieces = append(c.pieces, piece{ref: p.ref(), size: p.Size, number: p.Number})
	}
	if !found || size != c.Size {
		return fmt.Errorf("object: %w: manifest of %q", blob.ErrCorrupt, c.Key)
	}
	c.manifest, c.whole = id, len(m.Parts)
	return nil
}

// narrow leaves only a part's bytes.
func (c *Content) narrow(number int) error {
	if number == 0 {
		return nil
	}
	if c.Parts == 0 {
		if number != 1 {
			return ErrNoSuchPart
		}
		return nil
	}
	for i, p := range c.pieces {
		if p.number == number {
			c.pieces, c.Length = c.pieces[i:i+1], p.size
			return nil
		}
		c.Offset += p.size
	}
	return ErrNoSuchPart
}
