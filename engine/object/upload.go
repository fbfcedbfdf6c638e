package object

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"

	"github.com/cumulet/cumulet/engine/kv"
)

// getUpload reads an upload, or fails with ErrNoSuchUpload.
func getUpload(tx kv.Tx, b *bucket, key, id string) (u *upload, seq uint64, err error) {
	seq, nonce, ok := parseID(id)
	if !ok {
		return nil, 0, ErrNoSuchUpload
	}
	u = new(upload)
	found, err := load(tx, uploadKey(b.ID, key, seq), u)
	if err == nil && (!found || !bytes.Equal(u.Nonce, nonce)) {
		err = ErrNoSuchUpload
	}
	return u, seq, err
}

func findUpload(tx kv.Tx, bucketName, key, id string) (b *bucket, u *upload, seq uint64, err error) {
	if b, err = getBucket(tx, bucketName); err != nil {
		return nil, nil, 0, err
	}
	u, seq, err = getUpload(tx, b, key, id)
	return b, u, seq, err
}

// checksumType gives the type of an upload's checksum, where it suits.
func checksumType(a Algorithm, t ChecksumType) (ChecksumType, error) {
	linear := a == CRC32 || a == CRC32C || a == CRC64NVME
	switch {
	case a == "" && t == "":
		return "", nil
	case a == CRC64NVME && (t == "" || t == FullObject):
		return FullObject, nil
	case a == "" || a == CRC64NVME || t == FullObject && !linear:
		return "", ErrChecksumType
	case t == "":
		return Composite, nil
	}
	return t, nil
}

// CreateUpload begins a multipart upload.
func (e *Engine) CreateUpload(ctx context.Context, in CreateUploadInput) (*Upload, error) {
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	sumType, err := checksumType(in.Algorithm, in.SumType)
	if err != nil {
		return nil, err
	}
	if in.Algorithm != "" {
		if _, err := NewHash(in.Algorithm); err != nil {
			return nil, err
		}
	}
	u := &upload{
		Nonce: nonce(), Initiated: e.clock.Now().UnixNano(), Owner: in.Owner, Meta: in.Meta,
		System: in.System, Tags: in.Tags, Algorithm: in.Algorithm, SumType: sumType,
	}
	var out Upload
	err = e.store.Update(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, in.Bucket)
		if err != nil {
			return err
		}
		seq, err := lastUpload(tx, b, in.Key)
		if err != nil {
			return err
		}
		out = u.public(in.Bucket, in.Key, seq+1)
		return save(tx, uploadKey(b.ID, in.Key, seq+1), u)
	})
	return &out, err
}

func lastUpload(tx kv.Tx, b *bucket, key string) (seq uint64, err error) {
	r := kv.Prefix(keyUpload.Uint(b.ID).String(key))
	r.Reverse, r.Limit = true, 1
	for p, err := range tx.Scan(r) {
		if err != nil {
			return 0, err
		}
		seq = binary.BigEndian.Uint64(p.Key[len(p.Key)-8:])
	}
	return seq, nil
}

// Upload gives an upload that is under way, or ErrNoSuchUpload.
func (e *Engine) Upload(ctx context.Context, bucketName, key, id string) (out *Upload, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		_, u, seq, err := findUpload(tx, bucketName, key, id)
		if err != nil {
			return err
		}
		p := u.public(bucketName, key, seq)
		out = &p
		return nil
	})
	return out, err
}

// UploadPart writes a part; one that has the number already is replaced.
func (e *Engine) UploadPart(ctx context.Context, in UploadPartInput) (*Part, error) {
	if in.Number < 1 || in.Number > MaxParts {
		return nil, &PartError{Err: ErrInvalidPart, Number: in.Number}
	}
	u, err := e.Upload(ctx, in.Bucket, in.Key, in.UploadID)
	if err != nil {
		return nil, err
	}
	d, err := newDigester(in.Body, u.Algorithm)
	if err != nil {
		return nil, err
	}
	staged, err := e.blobs.Write(ctx, d)
	if err != nil {
		return nil, err
	}
	p := part{Number: in.Number, Size: d.size, MD5: d.md5, Sums: d.sums, Modified: e.clock.Now().UnixNano()}
	if ref := staged.Ref(); !ref.IsZero() {
		p.Blob = &ref
	}
	err = e.store.Update(ctx, func(tx kv.Tx) error {
		_, u, _, err := findUpload(tx, in.Bucket, in.Key, in.UploadID)
		if err != nil {
			return err
		}
		var old part
		found, err := load(tx, partKey(u.Nonce, in.Number), &old)
		if err != nil {
			return err
		}
		if found {
			if err := e.blobs.Unlink(tx, old.ref()); err != nil {
				return err
			}
		}
		if err := staged.Link(tx); err != nil {
			return err
		}
		return save(tx, partKey(u.Nonce, in.Number), &p)
	})
	if err != nil {
		drop(staged, err)
		return nil, err
	}
	out := p.public()
	return &out, nil
}

func (p *part) public() Part {
	return Part{
		Number: p.Number, Size: p.Size, ETag: hex.EncodeToString(p.MD5),
		Sums: p.Sums, Modified: stamp(p.Modified),
	}
}

// AbortUpload ends an upload and drops its parts.
func (e *Engine) AbortUpload(ctx context.Context, bucketName, key, id string) error {
	return e.store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		b, u, seq, err := findUpload(tx, bucketName, key, id)
		if err != nil {
			return err
		}
		return e.endUpload(tx, b, key, seq, u, nil)
	})
}

// endUpload removes an upload; its parts go by a task, but those used.
func (e *Engine) endUpload(tx kv.Tx, b *bucket, key string, seq uint64, u *upload, used bitmap) error {
	if err := tx.Delete(uploadKey(b.ID, key, seq)); err != nil {
		return err
	}
	return e.enqueue(tx, partsTask, partsPayload{u.Nonce, used})
}
