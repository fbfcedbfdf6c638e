package object

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/engine/kv"
)

// deleteBatch is how many deletions share a transaction: each may take six
// writes of the 2,000 that the store allows.
const deleteBatch = 250

// Delete removes a version, or puts a delete marker on top. What is not there
// is no error.
func (e *Engine) Delete(ctx context.Context, in DeleteInput) (*Deleted, error) {
	if err := checkKey(in.Key); err != nil {
		return nil, err
	}
	done, err := e.deleteSome(ctx, in.Bucket, []DeleteInput{in})
	if err != nil {
		return nil, err
	}
	return &done[0], done[0].Err
}

// DeleteMany does many deletions of one bucket, in the order given. Each may
// fail on its own, in its Err. The whole may take several transactions.
func (e *Engine) DeleteMany(ctx context.Context, bucketName string, in []DeleteInput) ([]Deleted, error) {
	out := make([]Deleted, 0, len(in))
	for len(in) > 0 {
		n := min(len(in), deleteBatch)
		done, err := e.deleteSome(ctx, bucketName, in[:n])
		if err != nil {
			return out, err
		}
		out, in = append(out, done...), in[n:]
	}
	return out, nil
}

func (e *Engine) deleteSome(ctx context.Context, bucketName string, in []DeleteInput) (done []Deleted, err error) {
	now := e.clock.Now().UnixNano()
	err = e.store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		done = done[:0]
		b, err := getBucket(tx, bucketName)
		if err != nil {
			return err
		}
		t := &trash{}
		for _, d := range in {
			before := t.bytes
			out, err := stack{tx, b, d.Key, t}.delete(d, now)
			if err != nil && !perKey(err) {
				return err
			}
			out.Key, out.Err, out.Bytes = d.Key, err, t.bytes-before
			done = append(done, out)
		}
		return e.empty(tx, t)
	})
	return done, err
}

// perKey tells the errors of one deletion, which wrote nothing, from those of
// the transaction.
func perKey(err error) bool {
	for _, e := range []error{ErrPrecondition, ErrNoSuchKey, ErrInvalidVersion, ErrKeyTooLong, ErrInvalidKey} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (s stack) delete(d DeleteInput, now int64) (Deleted, error) {
	if err := checkKey(d.Key); err != nil {
		return Deleted{}, err
	}
	if d.VersionID != "" {
		return s.deleteVersion(d)
	}
	live, err := Conditions{IfMatch: d.IfMatch}.check(s)
	if err != nil {
		return Deleted{}, err
	}
	if s.bucket.Versioning == VersioningUnset {
		if live == nil {
			return Deleted{}, nil
		}
		return Deleted{}, s.remove(live, true)
	}
	m := &version{Nonce: nonce(), Marker: true, Modified: now, Owner: d.Owner}
	if err := s.push(m, live); err != nil {
		return Deleted{}, err
	}
	return Deleted{VersionID: m.id(), Marker: true, Created: true}, nil
}

func (s stack) deleteVersion(d DeleteInput) (Deleted, error) {
	v, latest, err := s.find(d.VersionID)
	if err != nil {
		return Deleted{}, err
	}
	if d.IfMatch != "" {
		switch {
		case v == nil || v.Marker:
			return Deleted{}, ErrNoSuchKey
		case d.IfMatch != "*" && d.IfMatch != v.ETag:
			return Deleted{}, ErrPrecondition
		}
	}
	out := Deleted{VersionID: d.VersionID}
	if v == nil {
		return out, nil
	}
	out.Marker = v.Marker
	return out, s.remove(v, latest)
}
