package object

import (
	"context"
	"errors"
	"strings"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
)

// getBucket reads a bucket's record, or fails with ErrNoSuchBucket.
func getBucket(tx kv.Tx, name string) (*bucket, error) {
	b := new(bucket)
	found, err := load(tx, keyBucket.String(name), b)
	if err == nil && !found {
		err = ErrNoSuchBucket
	}
	return b, err
}

// CreateBucket makes a bucket of Name, Account, Region, Versioning and Config.
// Where the name is taken it returns the bucket that has it and ErrBucketExists.
func (e *Engine) CreateBucket(ctx context.Context, in Bucket) (*Bucket, error) {
	var out *Bucket
	err := e.store.Update(ctx, func(tx kv.Tx) error {
		switch have, err := getBucket(tx, in.Name); {
		case err == nil:
			out = have.public(in.Name)
			return ErrBucketExists
		case !errors.Is(err, ErrNoSuchBucket):
			return err
		}
		last, err := getUint(tx, keyLast)
		if err != nil {
			return err
		}
		b := &bucket{
			ID: last + 1, Account: in.Account, Region: in.Region, Created: e.clock.Now().UnixNano(),
			Versioning: in.Versioning, Revision: 1,
		}
		out = b.public(in.Name)
		out.Config = in.Config
		for doc, value := range in.Config {
			if err := tx.Set(keyConfig.Uint(b.ID).String(doc), value); err != nil {
				return err
			}
		}
		return errors.Join(
			setUint(tx, keyLast, b.ID),
			tx.Set(keyOwner.String(in.Account).String(in.Name), nil),
			save(tx, keyBucket.String(in.Name), b),
		)
	})
	if err != nil && !errors.Is(err, ErrBucketExists) {
		return nil, err
	}
	return out, err
}

// Bucket gives a bucket by name, or ErrNoSuchBucket.
func (e *Engine) Bucket(ctx context.Context, name string) (out *Bucket, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, name)
		if err != nil {
			return err
		}
		out = b.public(name)
		out.Config, err = e.configs.get(tx, b)
		return err
	})
	return out, err
}

// Buckets lists the buckets of an account.
func (e *Engine) Buckets(ctx context.Context, in BucketsInput) (page *BucketPage, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		page = &BucketPage{}
		of := keyOwner.String(in.Account)
		r := kv.Prefix(append(of[:len(of):len(of)], partial(in.Prefix)...))
		if in.After != "" && in.After >= in.Prefix {
			r.Start = append(of.String(in.After), 0)
		}
		for p, err := range tx.Scan(r) {
			if err != nil {
				return err
			}
			name, _, _ := kv.CutString(p.Key[len(of):])
			b, err := getBucket(tx, name)
			if err != nil {
				return err
			}
			if in.Region != "" && b.Region != in.Region {
				continue
			}
			if in.Max > 0 && len(page.Buckets) == in.Max {
				page.More = true
				return nil
			}
			page.Buckets = append(page.Buckets, *b.public(name))
		}
		return nil
	})
	return page, err
}

// DeleteBucket removes an empty bucket, or fails with ErrNotEmpty. Uploads
// under way are aborted.
func (e *Engine) DeleteBucket(ctx context.Context, name string) error {
	return e.store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		b, err := getBucket(tx, name)
		if err != nil {
			return err
		}
		for _, table := range []kv.Key{keyLive, keyOld} {
			some, err := first(tx, table.Uint(b.ID))
			if err != nil {
				return err
			}
			if some != nil {
				return ErrNotEmpty
			}
		}
		for p, err := range tx.Scan(kv.Prefix(keyConfig.Uint(b.ID))) {
			if err != nil {
				return err
			}
			if err := tx.Delete(p.Key); err != nil {
				return err
			}
		}
		uploads, err := first(tx, keyUpload.Uint(b.ID))
		if err != nil {
			return err
		}
		if uploads != nil {
			payload := kv.Key(nil).Uint(b.ID)
			if err := e.tasks.Enqueue(tx, task.Task{Kind: bucketTask, Payload: payload}); err != nil {
				return err
			}
		}
		return errors.Join(
			tx.Delete(keyOwner.String(b.Account).String(name)),
			tx.Delete(keyBucket.String(name)),
		)
	})
}

// change applies f to a bucket's record under the next revision.
func (e *Engine) change(ctx context.Context, name string, f func(tx kv.Tx, b *bucket) error) error {
	return e.store.Update(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, name)
		if err != nil {
			return err
		}
		if err := f(tx, b); err != nil {
			return err
		}
		b.Revision++
		return save(tx, keyBucket.String(name), b)
	})
}

// SetVersioning sets the versioning state.
func (e *Engine) SetVersioning(ctx context.Context, bucketName string, v Versioning) error {
	return e.change(ctx, bucketName, func(_ kv.Tx, b *bucket) error {
		if v == VersioningUnset && b.Versioning != VersioningUnset {
			return errors.New("object: versioning can't be unset")
		}
		b.Versioning = v
		return nil
	})
}

// first gives the first pair of a prefix, or nil.
func first(tx kv.Tx, prefix kv.Key) (*kv.Pair, error) {
	r := kv.Prefix(prefix)
	r.Limit = 1
	for p, err := range tx.Scan(r) {
		return &p, err
	}
	return nil, nil
}

// partial encodes the beginning of a key's string part: it is a prefix of the
// encoding of every string that begins with s.
func partial(s string) kv.Key {
	k := kv.NewKey(s)
	return k[:len(k)-2]
}

// commonPrefix gives what key shares with others up to the delimiter behind the
// prefix.
func commonPrefix(key, prefix, delimiter string) (string, bool) {
	if delimiter == "" || !strings.HasPrefix(key, prefix) {
		return "", false
	}
	i := strings.Index(key[len(prefix):], delimiter)
	if i < 0 {
		return "", false
	}
	return key[:len(prefix)+i+len(delimiter)], true
}
