package gateway

import (
	"context"
	"fmt"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
)

// Retention is how long records are kept, as CloudTrail keeps its event history.
const Retention = 90 * 24 * time.Hour

// trimTask removes old records, once a day.
const trimTask = "gateway.trim-records"

// trimStep bounds the deletions of one transaction.
const trimStep = 1000

// Tasks are the gateway's background handlers by kind.
func (g *Gateway) Tasks() map[string]task.Handler {
	return map[string]task.Handler{trimTask: g.trim}
}

// plan makes sure that the records are trimmed on the day given. A day's task
// has one id, so planning it again changes nothing.
func (g *Gateway) plan(ctx context.Context, day time.Time) error {
	day = day.UTC().Truncate(24 * time.Hour)
	return g.Store.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
		return task.Enqueue(tx, task.Task{ID: trimTask + "/" + day.Format(time.DateOnly), Kind: trimTask, NotBefore: day})
	})
}

func (g *Gateway) trim(ctx context.Context, _ task.Task) error {
	now := g.Clock.Now()
	if err := trimRecords(ctx, g.Store, now.Add(-Retention)); err != nil {
		return fmt.Errorf("trim records: %w", err)
	}
	return g.plan(ctx, now.Add(24*time.Hour))
}

// trimRecords removes what is older, account by account, in steps.
func trimRecords(ctx context.Context, s kv.Store, before time.Time) error {
	all := kv.NewKey("record")
	for next := kv.Prefix(all); ; {
		var account string
		found := false
		err := s.View(ctx, func(tx kv.Tx) error {
			for p, err := range tx.Scan(kv.Range{Start: next.Start, End: next.End, Limit: 1}) {
				if err != nil {
					return err
				}
				account, _, found = kv.CutString(p.Key[len(all):])
			}
			return nil
		})
		if err != nil || !found {
			return err
		}
		if err := trimAccount(ctx, s, account, before); err != nil {
			return err
		}
		next.Start = kv.Prefix(kv.NewKey("record", account)).End
	}
}

func trimAccount(ctx context.Context, s kv.Store, account string, before time.Time) error {
	own := kv.NewKey("record", account)
	old := kv.Range{Start: own, End: own.Uint(uint64(before.UnixNano())), Limit: trimStep}
	for {
		n := 0
		err := s.Update(kv.Freeing(ctx), func(tx kv.Tx) error {
			n = 0
			for p, err := range tx.Scan(old) {
				if err != nil {
					return err
				}
				if err := tx.Delete(p.Key); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil || n < trimStep {
			return err
		}
	}
}
