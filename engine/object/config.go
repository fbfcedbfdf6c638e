package object

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cumulet/cumulet/engine/kv"
)

// MaxConfig is how many bytes a configuration document may have.
const MaxConfig = 1 << 20

// SetConfig writes documents by name in one transaction; a nil value removes one.
// Names are constants of the caller's.
func (e *Engine) SetConfig(ctx context.Context, bucketName string, docs map[string][]byte) error {
	return e.change(ctx, bucketName, func(tx kv.Tx, b *bucket) error {
		for doc, value := range docs {
			if err := setConfig(tx, b, doc, value); err != nil {
				return err
			}
		}
		return nil
	})
}

func setConfig(tx kv.Tx, b *bucket, doc string, value []byte) error {
	key := keyConfig.Uint(b.ID).String(doc)
	switch {
	case value == nil:
		return tx.Delete(key)
	case len(value) > MaxConfig:
		return fmt.Errorf("%w: document %s", ErrTooBig, doc)
	}
	return tx.Set(key, value)
}

// UpdateConfig changes one document by what stands there (nil for nothing).
// change may run again.
func (e *Engine) UpdateConfig(ctx context.Context, bucketName, doc string, change func(old []byte) ([]byte, error)) error {
	return e.change(ctx, bucketName, func(tx kv.Tx, b *bucket) error {
		old, err := tx.Get(keyConfig.Uint(b.ID).String(doc))
		if err != nil && !errors.Is(err, kv.ErrNotFound) {
			return err
		}
		value, err := change(old)
		if err != nil {
			return err
		}
		return setConfig(tx, b, doc, value)
	})
}

// Config gives a document, or ErrNoSuchConfig.
func (e *Engine) Config(ctx context.Context, bucketName, doc string) ([]byte, error) {
	b, err := e.Bucket(ctx, bucketName)
	if err != nil {
		return nil, err
	}
	value, ok := b.Config[doc]
	if !ok {
		return nil, ErrNoSuchConfig
	}
	return value, nil
}

// configs keeps the documents of buckets that were asked for, because each
// request looks at some. What is kept is checked against the record's revision,
// so it is never stale.
type configs struct {
	mu   sync.Mutex
	byID map[uint64]config
}

type config struct {
	revision uint64
	docs     map[string][]byte
}

// keptConfigs bounds how many buckets' documents are kept.
const keptConfigs = 4096

func (c *configs) get(tx kv.Tx, b *bucket) (map[string][]byte, error) {
	c.mu.Lock()
	kept, ok := c.byID[b.ID]
	c.mu.Unlock()
	if ok && kept.revision == b.Revision {
		return kept.docs, nil
	}
	docs := map[string][]byte{}
	prefix := keyConfig.Uint(b.ID)
	for p, err := range tx.Scan(kv.Prefix(prefix)) {
		if err != nil {
			return nil, err
		}
		name, _, _ := kv.CutString(p.Key[len(prefix):])
		docs[name] = p.Value
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil || len(c.byID) >= keptConfigs {
		c.byID = map[uint64]config{}
	}
	c.byID[b.ID] = config{b.Revision, docs}
	return docs, nil
}
