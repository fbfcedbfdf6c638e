package queue

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/engine/kv"
)

// bury moves claimed messages to the queue of dead letters. Where that is gone
// they become visible again, and it answers false.
func (q *owned) bury(ctx context.Context, list []*entry) (bool, error) {
	err := q.moveTo(ctx, *q.rec.Load().DeadLetter, list, func(m *NewMessage, _ *Message) bool {
		m.source = q.ref
		return true
	})
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return true, err
}

// moveTo moves claimed messages to another queue: in one transaction they are
// there and no longer here. adapt may change a message, which is a new one if it
// answers false. After a failure they are visible here again.
func (q *owned) moveTo(ctx context.Context, to Ref, list []*entry, adapt func(*NewMessage, *Message) bool) error {
	msgs, err := q.open(ctx, list)
	if err != nil {
		q.giveBack(list)
		return err
	}
	fifo := q.fifo()
	news := make([]NewMessage, len(msgs))
	for i := range msgs {
		m := &msgs[i]
		m.complete(q.id, list[i])
		news[i] = NewMessage{
			Body: m.Body, Attributes: m.Attributes, Sender: m.Sender, Group: m.Group, Dedup: m.Dedup,
			source: m.Source, moved: true,
		}
		if adapt(&news[i], m) {
			news[i].id, news[i].first, news[i].count = &m.id, m.First, list[i].count
			if !fifo { // of a FIFO queue the time of retention begins anew
				news[i].sent = m.Sent
			}
		}
	}
	_, err = on(ctx, q.e, to, func(target *owned) ([]Sent, error) {
		sent, err := target.send(ctx, news, func(tx kv.Tx) error {
			if err := q.fence(tx); err != nil {
				return errors.Join(errSource, err)
			}
			return q.erase(tx, list)
		})
		if errors.Is(err, errSource) {
			err = errSource // it is not the target's lease that was lost
		}
		return sent, err
	})
	if err != nil {
		q.giveBack(list)
		if errors.Is(err, errSource) {
			return errGone
		}
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, m := range list {
		q.remove(m)
	}
	q.release(list)
	return nil
}

// errSource says that the queue that messages come from was lost.
var errSource = errors.New("queue: source lost")
