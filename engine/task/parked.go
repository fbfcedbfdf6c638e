package task

import (
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
)

// Parked is a task that failed too often.
type Parked struct {
	Task  Task
	Error string // of the last attempt
}

// ListParked returns a page of the parked tasks, in the order of ids, and the
// token of the next one. A bad token is a [collection.ErrBadToken].
func ListParked(tx kv.Tx, limit int, token string) (parked []Parked, next string, err error) {
	k := newKeys()
	res, err := k.parked.List(tx, collection.Page{Limit: limit, Token: token})
	if err != nil {
		return nil, "", err
	}
	for _, it := range res.Items {
		t, err := k.task(tx, it.ID, it.Value)
		if err != nil {
			return nil, "", err
		}
		parked = append(parked, Parked{Task: t, Error: it.Value.Error})
	}
	return parked, res.Next, nil
}

// Retry lets a parked task run again, with all its attempts before it. Errors:
// [kv.ErrNotFound].
func Retry(tx kv.Tx, id string) error {
	k := newKeys()
	rec, err := k.parked.Get(tx, id)
	if err != nil {
		return err
	}
	if err := tx.Delete(k.parked.Key(id)); err != nil {
		return err
	}
	rec.Attempt, rec.Due, rec.Error = 0, 0, ""
	return k.schedule(tx, id, rec)
}

// Drop forgets a parked task. Errors: [kv.ErrNotFound].
func Drop(tx kv.Tx, id string) error {
	k := newKeys()
	if err := k.parked.Delete(tx, id); err != nil {
		return err
	}
	return tx.Delete(k.payload.String(id))
}
