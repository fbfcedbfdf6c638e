package task

import (
	"errors"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
)

// keys are where tasks are kept, and the moves between.
type keys struct {
	items, parked collection.Collection[record]
	due, payload  kv.Key
}

func newKeys() keys {
	all := collection.New[record]("task", collection.Options[record]{})
	return keys{
		items:   all.In("item"),
		parked:  all.In("parked"),
		due:     kv.NewKey("task", "due"),
		payload: kv.NewKey("task", "payload"),
	}
}

func (k keys) dueKey(due uint64, id string) kv.Key { return k.due.Uint(due).String(id) }

// task reads what belongs to a record.
func (k keys) task(tx kv.Tx, id string, rec record) (Task, error) {
	t := Task{ID: id, Kind: rec.Kind, Attempt: rec.Attempt}
	if rec.NotBefore != 0 {
		t.NotBefore = time.Unix(0, rec.NotBefore)
	}
	payload, err := tx.Get(k.payload.String(id))
	if err != nil && !errors.Is(err, kv.ErrNotFound) {
		return Task{}, err
	}
	t.Payload = payload
	return t, nil
}

// schedule writes the task and its place in the index.
func (k keys) schedule(tx kv.Tx, id string, rec record) error {
	if err := k.items.Put(tx, id, rec); err != nil {
		return err
	}
	return tx.Set(k.dueKey(rec.Due, id), nil)
}

// move puts next, at another due time, in the place of old.
func (k keys) move(tx kv.Tx, id string, old, next record, due time.Time) error {
	if err := tx.Delete(k.dueKey(old.Due, id)); err != nil {
		return err
	}
	next.Due = stamp(due)
	return k.schedule(tx, id, next)
}

// park puts the task aside.
func (k keys) park(tx kv.Tx, id string, rec record, reason string) error {
	if err := errors.Join(tx.Delete(k.dueKey(rec.Due, id)), tx.Delete(k.items.Key(id))); err != nil {
		return err
	}
	rec.Error = reason
	return k.parked.Put(tx, id, rec)
}

// remove forgets the task.
func (k keys) remove(tx kv.Tx, id string, rec record) error {
	return errors.Join(
		tx.Delete(k.dueKey(rec.Due, id)),
		tx.Delete(k.items.Key(id)),
		tx.Delete(k.payload.String(id)))
}
