package object

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"slices"

	"github.com/cumulet/cumulet/engine/kv"
)

// errUnread says that the source's bytes must be read first.
var errUnread = errors.New("object: the source's digests are not known")

// Copy makes an object out of another and shares its bytes. Where the source
// was uploaded in parts, or a checksum is wanted that it does not have, the
// bytes are read once to compute ETag and checksum; they are never written.
// SourceCheck may run again.
func (e *Engine) Copy(ctx context.Context, in CopyInput) (dst, src *Object, err error) {
	if err := checkKey(in.Key); err != nil {
		return nil, nil, err
	}
	var read *digests
	const attempts = 5 // at a source that others replace meanwhile
	for range attempts {
		dst, src, err = e.copy(ctx, in, read)
		if !errors.Is(err, errUnread) {
			return dst, src, err
		}
		if read, err = e.digest(ctx, in); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, kv.ErrConflict
}

// digests are those of a version, computed from its bytes.
type digests struct {
	nonce []byte // the version's
	etag  string
	sums  Sums
}

// copy does it in one transaction. It fails with errUnread where it needs other
// digests than those of read.
func (e *Engine) copy(ctx context.Context, in CopyInput, read *digests) (dst, src *Object, err error) {
	fresh, now := nonce(), e.clock.Now().UnixNano()
	err = e.store.Update(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, in.Bucket)
		if err != nil {
			return err
		}
		sb, from, latest, err := lookup(tx, in.Source)
		if err != nil {
			return err
		}
		so := from.public(sb, in.Source.Bucket, in.Source.Key, latest)
		if in.SourceCheck != nil {
			if err := in.SourceCheck(&so); err != nil {
				return err
			}
		}
		v, err := in.derive(from, read)
		if err != nil {
			return err
		}
		v.Nonce, v.Modified = fresh, now
		if err := e.share(tx, from, v); err != nil {
			return err
		}
		if err := e.place(tx, b, in.Key, v, in.Conditions); err != nil {
			return err
		}
		do := v.public(b, in.Bucket, in.Key, true)
		dst, src = &do, &so
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return dst, src, nil
}

// derive gives the copy's record, but for what is new of it.
func (in *CopyInput) derive(from *version, read *digests) (*version, error) {
	if from.Size > MaxPut {
		return nil, ErrTooBig
	}
	v := *from
	v.Owner, v.Parts, v.Sums, v.SumType = in.Owner, 0, nil, ""
	if in.Meta != nil {
		v.Meta = in.Meta
	}
	if in.System != nil {
		v.System = in.System
	}
	if in.Tags != nil {
		v.Tags = in.Tags
	}
	sums, known := in.sums(from)
	if !known {
		if read == nil || !bytes.Equal(read.nonce, from.Nonce) {
			return nil, errUnread
		}
		v.ETag, sums = read.etag, read.sums
	}
	if len(sums) > 0 {
		v.Sums, v.SumType = sums, FullObject
	}
	return &v, nil
}

// wants are the checksums that the copy gets.
func (in *CopyInput) wants(sums Sums) []Algorithm {
	if len(in.Want) > 0 {
		return in.Want
	}
	return slices.Collect(maps.Keys(sums))
}

// sums gives the copy's checksums, where they and the ETag are the source's.
func (in *CopyInput) sums(from *version) (sums Sums, known bool) {
	sums, known = Sums{}, from.Parts == 0
	for _, a := range in.wants(from.Sums) {
		if s, ok := from.Sums[a]; ok && from.SumType == FullObject {
			sums[a] = s
		} else {
			known = false
		}
	}
	return sums, known
}

// digest reads the source.
func (e *Engine) digest(ctx context.Context, in CopyInput) (*digests, error) {
	src := in.Source
	src.Part = 0
	c, err := e.Open(ctx, src)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r, err := c.Range(0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	d, err := newDigester(Body{Reader: r, Length: c.Length, Want: in.wants(c.Sums)})
	if err != nil {
		return nil, err
	}
	// Not by WriteTo, which would pass the digester by.
	if _, err := io.CopyBuffer(io.Discard, struct{ io.Reader }{d}, make([]byte, early)); err != nil {
		return nil, err
	}
	return &digests{c.nonce, hex.EncodeToString(d.md5), d.sums}, nil
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
