package object

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"

	"github.com/cumulet/cumulet/engine/kv"
)

// CompleteUpload makes the object of the parts named, without moving a byte.
// Parts that are not named go. The ETag is the MD5 of the parts' MD5s with the
// number of parts behind it.
func (e *Engine) CompleteUpload(ctx context.Context, in CompleteInput) (*Object, error) {
	if err := checkOrder(in.Parts); err != nil {
		return nil, err
	}
	id, vNonce := nonce(), nonce()
	var out Object
	err := e.store.Update(ctx, func(tx kv.Tx) error {
		b, u, seq, err := findUpload(tx, in.Bucket, in.Key, in.UploadID)
		if err != nil {
			return err
		}
		parts, err := e.choose(tx, u, in.Parts)
		if err != nil {
			return err
		}
		v := &version{
			Nonce: vNonce, Modified: e.clock.Now().UnixNano(), Owner: u.Owner, Meta: u.Meta, System: u.System,
			Tags: u.Tags, Parts: len(parts), Manifest: id,
		}
		if err := v.sumUp(u, parts, in); err != nil {
			return err
		}
		used := make(bitmap, MaxParts/8+1)
		for i := range parts {
			used.set(parts[i].Number)
		}
		if err := e.place(tx, b, in.Key, v, in.Conditions); err != nil {
			return err
		}
		if err := save(tx, keyManifest.String(string(id)), &manifest{parts}); err != nil {
			return err
		}
		out = v.public(b, in.Bucket, in.Key, true)
		return e.endUpload(tx, b, in.Key, seq, u, used)
	})
	if err != nil {
		return nil, err
	}
	return &out, nil
}

func checkOrder(parts []CompletePart) error {
	if len(parts) == 0 {
		return ErrNoParts
	}
	for i, p := range parts {
		if p.Number < 1 || p.Number > MaxParts {
			return &PartError{Err: ErrInvalidPart, Number: p.Number, ETag: p.ETag}
		}
		if i > 0 && p.Number <= parts[i-1].Number {
			return ErrInvalidPartOrder
		}
	}
	return nil
}

// choose gives the parts that were named, where they are what was said of them.
func (e *Engine) choose(tx kv.Tx, u *upload, named []CompletePart) ([]part, error) {
	parts := make([]part, 0, len(named))
	for r, err := range scanParts(tx, u.Nonce, 0) {
		if err != nil {
			return nil, err
		}
		if len(parts) == len(named) {
			break
		}
		want := named[len(parts)]
		if r.Number < want.Number {
			continue
		}
		if r.Number > want.Number || hex.EncodeToString(r.MD5) != want.ETag || r.Sums.match(want.Sums) != nil {
			return nil, &PartError{Err: ErrInvalidPart, Number: want.Number, ETag: want.ETag}
		}
		r.Modified = 0
		parts = append(parts, r)
	}
	if len(parts) < len(named) {
		want := named[len(parts)]
		return nil, &PartError{Err: ErrInvalidPart, Number: want.Number, ETag: want.ETag}
	}
	for _, p := range parts[:len(parts)-1] {
		if p.Size < e.minPart {
			return nil, &PartError{ErrPartTooSmall, p.Number, hex.EncodeToString(p.MD5), p.Size}
		}
	}
	return parts, nil
}

// sumUp sets size, ETag and checksum of the whole, and compares what was declared.
func (v *version) sumUp(u *upload, parts []part, in CompleteInput) error {
	all := md5.New()
	for _, p := range parts {
		v.Size += p.Size
		_, _ = all.Write(p.MD5) // never fails
	}
	v.ETag = fmt.Sprintf("%x-%d", all.Sum(nil), len(parts))
	if in.Size > 0 && in.Size != v.Size {
		return ErrIncomplete
	}
	if in.SumType != "" && in.SumType != u.SumType {
		return ErrChecksumType
	}
	if u.Algorithm != "" {
		sum, err := sumParts(u, parts)
		if err != nil {
			return err
		}
		v.Sums, v.SumType = Sums{u.Algorithm: sum}, u.SumType
	}
	for a, want := range in.Sums {
		got, ok := v.Sums[a]
		if !ok {
			return ErrChecksumType
		}
		if !bytes.Equal(got, want) {
			return &DigestError{a, got, want}
		}
	}
	return nil
}

// sumParts makes the checksum of the whole out of those of the parts.
func sumParts(u *upload, parts []part) (sum []byte, err error) {
	h, err := NewHash(u.Algorithm)
	if err != nil {
		return nil, err
	}
	if u.SumType == Composite {
		for _, p := range parts {
			_, _ = h.Write(p.Sums[u.Algorithm]) // never fails
		}
		return h.Sum(nil), nil
	}
	sum = h.Sum(nil)
	for _, p := range parts {
		var ok bool
		if sum, ok = combine(u.Algorithm, sum, p.Sums[u.Algorithm], p.Size); !ok {
			return nil, ErrChecksumType
		}
	}
	return sum, nil
}
