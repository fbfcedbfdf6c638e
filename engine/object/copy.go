package object

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"maps"

	"github.com/cumulet/cumulet/engine/kv"
)

var errChanged = errors.New("object: the source changed")

// Copy makes an object out of another and shares its bytes. Where the source
// was uploaded in parts, or a checksum is wanted that it does not have, the
// bytes are read once to compute ETag and checksum; they are never written.
func (e *Engine) Copy(ctx context.Context, in CopyInput) (dst, src *Object, err error) {
	if err := checkKey(in.Key); err != nil {
		return nil, nil, err
	}
	const attempts = 5
	for range attempts {
		dst, src, err = e.copyOnce(ctx, in)
		if !errors.Is(err, errChanged) {
			break
		}
	}
	if errors.Is(err, errChanged) {
		err = kv.ErrConflict
	}
	return dst, src, err
}

func (e *Engine) copyOnce(ctx context.Context, in CopyInput) (dst, src *Object, err error) {
	v, src, err := e.source(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	from := *v
	v.Nonce, v.Modified, v.Owner, v.Parts = nonce(), e.clock.Now().UnixNano(), in.Owner, 0
	if in.Meta != nil {
		v.Meta = in.Meta
	}
	if in.System != nil {
		v.System = in.System
	}
	if in.Tags != nil {
		v.Tags = in.Tags
	}
	if err := e.digest(ctx, in, src, v); err != nil {
		return nil, nil, err
	}
	var out Object
	err = e.store.Update(ctx, func(tx kv.Tx) error {
		_, now, _, err := lookup(tx, in.Source)
		if err != nil {
			return err
		}
		if string(now.Nonce) != string(from.Nonce) {
			return errChanged
		}
		if err := e.share(tx, &from, v); err != nil {
			return err
		}
		b, err := getBucket(tx, in.Bucket)
		if err != nil {
			return err
		}
		if err := e.place(tx, b, in.Key, v, in.Conditions); err != nil {
			return err
		}
		out = v.public(b, in.Bucket, in.Key, true)
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return &out, src, nil
}

// source gives the source's record.
func (e *Engine) source(ctx context.Context, in CopyInput) (v *version, src *Object, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		if _, err := getBucket(tx, in.Bucket); err != nil {
			return err
		}
		b, found, latest, err := lookup(tx, in.Source)
		if err != nil {
			return err
		}
		o := found.public(b, in.Source.Bucket, in.Source.Key, latest)
		v, src = found, &o
		return nil
	})
	switch {
	case err != nil:
		return nil, nil, err
	case v.Size > MaxPut:
		return nil, nil, ErrTooBig
	case in.SourceCheck != nil:
		err = in.SourceCheck(src)
	}
	return v, src, err
}

// digest sets ETag and checksums of a copy.
func (e *Engine) digest(ctx context.Context, in CopyInput, src *Object, v *version) error {
	known := src.Parts == 0
	want := in.Want
	if len(want) == 0 {
		for a := range src.Sums {
			want = append(want, a)
		}
	}
	sums := Sums{}
	for _, a := range want {
		if s, ok := src.Sums[a]; ok && src.SumType == FullObject {
			sums[a] = s
		} else {
			known = false
		}
	}
	if !known {
		c, err := e.Open(ctx, in.Source)
		if err != nil {
			return err
		}
		defer c.Close()
		if c.VersionID != src.VersionID || c.ETag != src.ETag || !c.Modified.Equal(src.Modified) {
			return errChanged
		}
		r, err := c.Range(0, -1)
		if err != nil {
			return err
		}
		defer r.Close()
		d, err := newDigester(Body{Reader: r, Length: v.Size, Want: want})
		if err != nil {
			return err
		}
		if _, err := io.CopyBuffer(io.Discard, struct{ io.Reader }{d}, make([]byte, early)); err != nil {
			return err
		}
		v.ETag, sums = hex.EncodeToString(d.md5), d.sums
	}
	v.Sums, v.SumType = maps.Clone(sums), ""
	if len(sums) > 0 {
		v.SumType = FullObject
	}
	return nil
}

// share gives v the bytes of from.
func (e *Engine) share(tx kv.Tx, from, v *version) error {
	if from.Manifest != nil {
		key := keyShares.String(string(from.Manifest))
		n, err := getUint(tx, key)
		if err != nil {
			return err
		}
		return setUint(tx, key, n+1)
	}
	ref, err := e.blobs.Share(tx, from.ref())
	v.setBlob(ref)
	return err
}

// UploadPartCopy writes a part with bytes of an object, which it also describes.
func (e *Engine) UploadPartCopy(ctx context.Context, in UploadPartCopyInput) (*Part, *Object, error) {
	c, err := e.Open(ctx, in.Source)
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	if in.SourceCheck != nil {
		if err := in.SourceCheck(&c.Object); err != nil {
			return nil, nil, err
		}
	}
	r, err := c.Range(in.Offset, in.Length)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	p, err := e.UploadPart(ctx, UploadPartInput{
		Bucket: in.Bucket, Key: in.Key, UploadID: in.UploadID, Number: in.Number,
		Body: Body{Reader: r, Length: -1},
	})
	return p, &c.Object, err
}
