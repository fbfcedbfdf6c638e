package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway/record"
)

// Records stand under "record", account, time in nanoseconds, request id.
func recordKey(r *record.Record) kv.Key {
	return kv.NewKey("record", r.Account).Uint(uint64(r.Time.UnixNano())).String(r.ID)
}

func putRecord(tx kv.Tx, r *record.Record) error {
	value, err := json.Marshal(r) //nolint:gosec // the id of a key is no secret
	if err != nil {
		return fmt.Errorf("encode record: %w", err)
	}
	return tx.Set(recordKey(r), value)
}

// Recorded decorates a store so that each change made on behalf of a call
// commits with the call's record, in the same transaction. Rooms and their
// engines get this store.
func Recorded(s kv.Store) kv.Store { return recorded{s} }

type recorded struct{ kv.Store }

// Update implements [kv.Store].
func (s recorded) Update(ctx context.Context, f func(kv.Tx) error) error {
	p := record.From(ctx)
	if p == nil {
		return s.Store.Update(ctx, f)
	}
	err := s.Store.Update(ctx, func(tx kv.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		r := p.Snapshot()
		owned(ctx, &r)
		return putRecord(tx, &r)
	})
	if err == nil {
		p.MarkCommitted()
	}
	return err
}

// owned gives the record of an anonymous call to the account that the room found
// to own the resource.
func owned(ctx context.Context, r *record.Record) {
	if r.Account == "" {
		r.Account = CallFrom(ctx).Account
	}
}

// Batches of records of reads and refusals: a power cut may lose the last
// second of them.
const (
	recordInterval = time.Second
	recordBatch    = 500
)

// recorder writes the records that no change carried.
type recorder struct {
	store kv.Store
	log   *slog.Logger

	mu     sync.Mutex
	batch  []*record.Record
	visits map[visit]*record.Record // in the batch, too
	timer  *time.Timer
	closed bool
	flight sync.WaitGroup
}

func newRecorder(s kv.Store, log *slog.Logger) *recorder { return &recorder{store: s, log: log} }

// visit is what anonymous reads have in common that share a record.
type visit struct{ account, region, service, operation, resource string }

// addVisit takes the record of an anonymous read. Those of one second are one
// record, so that a busy public site does not fill the disk with them.
func (c *recorder) addVisit(r record.Record) {
	v := visit{account: r.Account, region: r.Region, service: r.Service, operation: r.Operation}
	if len(r.Usage) > 0 {
		v.resource = r.Usage[0].Resource
	}
	c.mu.Lock()
	if have := c.visits[v]; have != nil {
		have.Calls++
		have.Add(r.Usage)
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	r.Calls, r.SourceIP, r.UserAgent, r.Resources = 1, "", "", nil
	c.take(&r, &v)
}

// add takes a record.
func (c *recorder) add(r record.Record) { c.take(&r, nil) }

// take puts a record into the batch. A full batch is written by the caller, so
// that memory stays bounded.
func (c *recorder) take(r *record.Record, v *visit) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.batch = append(c.batch, r)
	if v != nil {
		if c.visits == nil {
			c.visits = map[visit]*record.Record{}
		}
		c.visits[*v] = r
	}
	var full []*record.Record
	if len(c.batch) >= recordBatch {
		full, c.batch, c.visits = c.batch, nil, nil
		c.flight.Add(1)
	} else if c.timer == nil {
		c.timer = time.AfterFunc(recordInterval, c.flush)
	}
	c.mu.Unlock()
	if full != nil {
		c.write(full)
	}
}

func (c *recorder) flush() {
	c.mu.Lock()
	batch := c.batch
	c.batch, c.visits, c.timer = nil, nil, nil
	c.flight.Add(1)
	c.mu.Unlock()
	c.write(batch)
}

func (c *recorder) write(batch []*record.Record) {
	defer c.flight.Done()
	if len(batch) == 0 {
		return
	}
	err := c.store.Update(context.Background(), func(tx kv.Tx) error {
		for i := range batch {
			if err := putRecord(tx, batch[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		c.log.Error("records lost", "count", len(batch), "err", err)
	}
}

func (c *recorder) close(context.Context) error {
	c.mu.Lock()
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
	}
	c.mu.Unlock()
	c.flush()
	c.flight.Wait()
	return nil
}
