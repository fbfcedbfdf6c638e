package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
)

// MoveStatus is where a move stands.
type MoveStatus string

// The states of a move.
const (
	Running    MoveStatus = "RUNNING"
	Completed  MoveStatus = "COMPLETED"
	Cancelling MoveStatus = "CANCELLING"
	Cancelled  MoveStatus = "CANCELLED"
	Failed     MoveStatus = "FAILED"
)

// Move is a move of messages out of a queue.
type Move struct {
	ID      string     `json:"id"`
	Source  Ref        `json:"source"`
	Target  *Ref       `json:"target,omitempty"` // nil: each to where it came from
	Rate    int        `json:"rate,omitempty"`   // messages a second at most; 0 means no bound
	Status  MoveStatus `json:"status"`
	Reason  string     `json:"reason,omitempty"` // of a failure
	Started time.Time  `json:"started"`
	Ended   time.Time  `json:"ended,omitzero"`
	ToMove  int64      `json:"toMove"` // as counted at the start
	Moved   int64      `json:"moved"`
	Queue   uint64     `json:"queue"` // the source's number
}

// keptMoves is how many moves of a queue are kept.
const keptMoves = 10

// maxMoveBatch is how many messages are moved in one transaction, maxMoveBytes how
// many bytes about.
const maxMoveBatch = 10

// StartMove begins to move the visible messages of a queue. One move of a queue
// runs at a time, else [ErrMoving].
func (e *Engine) StartMove(ctx context.Context, source Ref, target *Ref, rate int) (*Move, error) {
	n, err := e.Counts(ctx, source)
	if err != nil {
		return nil, err
	}
	rec, err := e.Get(ctx, source)
	if err != nil {
		return nil, err
	}
	now := e.clock.Now().UTC()
	// Newer ones sort first.
	m := Move{ID: fmt.Sprintf("%019d-%016x", 1<<62-now.UnixNano(), nonce()), Source: source, Target: target, Rate: rate,
		Status: Running, Started: now, ToMove: n.Visible, Queue: rec.ID}
	all := moves.In(source.Space, source.Name)
	err = e.store.Update(ctx, func(tx kv.Tx) error {
		kept := 0
		for old, err := range all.All(tx) {
			if err != nil {
				return err
			}
			if s := old.Value.Status; s == Running || s == Cancelling {
				return ErrMoving
			}
			if kept++; kept >= keptMoves || old.Value.Queue != rec.ID {
				if err := all.Delete(tx, old.ID); err != nil {
					return err
				}
			}
		}
		if err := e.tasks.Enqueue(tx, task.Task{ID: "queue.move." + m.ID, Kind: moveTask, Payload: kv.NewKey(source.Space, source.Name, m.ID)}); err != nil {
			return err
		}
		return all.Put(tx, m.ID, m)
	})
	return &m, err
}

// Moves gives the newest moves of a queue, newest first.
func (e *Engine) Moves(ctx context.Context, source Ref, limit int) (list []Move, err error) {
	rec, err := e.Get(ctx, source)
	if err != nil {
		return nil, err
	}
	err = e.store.View(ctx, func(tx kv.Tx) error {
		list = nil
		for m, err := range moves.In(source.Space, source.Name).All(tx) {
			if err != nil {
				return err
			}
			if m.Value.Queue != rec.ID {
				continue
			}
			if list = append(list, m.Value); len(list) == limit {
				break
			}
		}
		return nil
	})
	return list, err
}

// CancelMove ends a move; what was moved stays there. Errors: [ErrNotFound],
// [ErrNotMoving].
func (e *Engine) CancelMove(ctx context.Context, source Ref, id string) (m *Move, err error) {
	return e.setMove(ctx, source, id, func(m *Move) error {
		if m.Status != Running {
			return ErrNotMoving
		}
		m.Status = Cancelling
		return nil
	})
}

func (e *Engine) setMove(ctx context.Context, source Ref, id string, f func(*Move) error) (out *Move, err error) {
	all := moves.In(source.Space, source.Name)
	err = e.store.Update(ctx, func(tx kv.Tx) error {
		m, err := all.Get(tx, id)
		if errors.Is(err, kv.ErrNotFound) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		out = &m
		if err := f(&m); err != nil {
			return err
		}
		return all.Put(tx, id, m)
	})
	return out, err
}

// runMove is the task of a move. It goes on where it was after a restart.
func (e *Engine) runMove(ctx context.Context, t task.Task) error {
	space, rest, ok := kv.CutString(t.Payload)
	name, rest, ok2 := kv.CutString(rest)
	id, _, ok3 := kv.CutString(rest)
	if !ok || !ok2 || !ok3 {
		return errors.New("queue: damaged task")
	}
	source := Ref{space, name}
	noted := int64(0) // moved, and not noted yet
	for {
		m, err := e.setMove(ctx, source, id, func(m *Move) error {
			m.Moved += noted
			if m.Status == Cancelling {
				m.Status, m.Ended = Cancelled, e.clock.Now()
			}
			return nil
		})
		switch {
		case errors.Is(err, ErrNotFound):
			return nil
		case err != nil:
			return err
		case m.Status != Running:
			return nil
		}
		most := maxMoveBatch
		if m.Rate > 0 {
			most = min(most, m.Rate)
		}
		begin := e.clock.Now()
		n, failure := e.moveSome(ctx, m, most)
		noted = int64(n)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case failure != nil || n == 0 || m.Moved+noted >= m.ToMove && e.drained(ctx, m):
			return e.endMove(ctx, m, noted, failure)
		}
		if m.Rate > 0 {
			pause := time.Duration(n)*time.Second/time.Duration(m.Rate) - e.clock.Now().Sub(begin)
			select {
			case <-e.clock.After(pause):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// drained tells whether nothing visible is left.
func (e *Engine) drained(ctx context.Context, m *Move) bool {
	n, err := e.Counts(ctx, m.Source)
	return err != nil || n.Visible == 0
}

func (e *Engine) endMove(ctx context.Context, m *Move, noted int64, failure error) error {
	_, err := e.setMove(ctx, m.Source, m.ID, func(m *Move) error {
		m.Moved += noted
		m.Status, m.Ended = Completed, e.clock.Now()
		if failure != nil {
			m.Status, m.Reason = Failed, reason(failure)
		}
		return nil
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// reason words a failure for the one who started the move.
func reason(err error) string {
	switch {
	case errors.Is(err, ErrNotFound):
		return "QueueDoesNotExist"
	case errors.Is(err, errNoSource):
		return "CouldNotDetermineMessageSource"
	}
	return err.Error()
}

// errNoSource says that a message did not come from another queue.
var errNoSource = errors.New("queue: message has no source")

// moveSome moves messages that are visible: all those that go to the same queue
// in one transaction.
func (e *Engine) moveSome(ctx context.Context, m *Move, most int) (int, error) {
	return on(ctx, e, m.Source, func(q *owned) (int, error) {
		q.mu.Lock()
		now := q.now()
		q.advance(now)
		if q.runnable.Len() == 0 && q.wantsMore() {
			q.mu.Unlock()
			if err := q.fill(ctx); err != nil {
				return 0, err
			}
			q.mu.Lock()
		}
		b := q.pick(most, now, false)
		q.mu.Unlock()
		if b.empty() {
			return 0, nil
		}
		if len(b.drop) > 0 {
			if _, err := q.hand(ctx, ReceiveInput{}, &batch{drop: b.drop}); err != nil {
				q.giveBack(b.take)
				return 0, err
			}
		}
		msgs, err := q.open(ctx, b.take)
		if err != nil {
			q.giveBack(b.take)
			return 0, err
		}
		to := m.Target
		list := b.take
		if to == nil && len(msgs) > 0 {
			source := msgs[0].Source
			to, list = &source, nil
			var others []*entry
			for i := range msgs {
				if msgs[i].Source == source {
					list = append(list, b.take[i])
				} else {
					others = append(others, b.take[i])
				}
			}
			q.giveBack(others)
			if source == (Ref{}) {
				q.giveBack(list)
				return 0, errNoSource
			}
		}
		if len(list) == 0 {
			return 0, nil
		}
		// What comes back is a new message (Developer Guide, "Configure a
		// dead-letter queue redrive").
		err = q.moveTo(ctx, *to, list, func(n *NewMessage, _ *Message) bool {
			n.source = Ref{}
			return false
		})
		if err != nil {
			return 0, err
		}
		return len(list), nil
	})
}
