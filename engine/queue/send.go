package queue

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"

	"github.com/cumulet/cumulet/engine/kv"
)

// Send accepts messages, all or none, in one transaction. Those that a FIFO
// queue knows already are answered as before.
func (e *Engine) Send(ctx context.Context, ref Ref, msgs []NewMessage) ([]Sent, error) {
	return on(ctx, e, ref, func(q *owned) ([]Sent, error) { return q.send(ctx, msgs, nil) })
}

// outgoing is a message on its way into the store.
type outgoing struct {
	*entry
	id    [16]byte
	data  []byte // the encoded body
	dedup string
	scope string // within which dedup recognises
	known *repeat
}

// send does it; also may add to the transaction.
func (q *owned) send(ctx context.Context, msgs []NewMessage, also func(kv.Tx) error) ([]Sent, error) {
	out, err := q.prepare(ctx, msgs)
	if err != nil {
		return nil, err
	}
	now := q.now()
	err = q.update(ctx, func(tx kv.Tx) error {
		for i := range out {
			if err := q.write(tx, &out[i], now); err != nil {
				return err
			}
		}
		if also != nil {
			return also(tx)
		}
		return nil
	})
	q.arrived(out, err == nil)
	if err != nil {
		return nil, err
	}
	sent := make([]Sent, len(out))
	for i, o := range out {
		if sent[i] = (Sent{ID: uuid(o.id), Sequence: o.seq}); o.known != nil {
			sent[i] = Sent{ID: uuid(o.known.id), Sequence: o.known.seq, Repeated: true}
		}
	}
	return sent, nil
}

// prepare encodes messages and gives them their numbers.
func (q *owned) prepare(ctx context.Context, msgs []NewMessage) ([]outgoing, error) {
	rec := q.rec.Load()
	out := make([]outgoing, len(msgs))
	now := q.now()
	for i := range msgs {
		m := &msgs[i]
		o := outgoing{entry: &entry{}}
		_, _ = rand.Read(o.id[:]) // never fails
		if m.id != nil {
			o.id = *m.id
		}
		b := body{
			id: o.id, sender: m.Sender, dedup: m.Dedup, sourceSpace: m.source.Space, sourceName: m.source.Name,
			attributes: m.Attributes, data: m.Body,
		}
		o.data = b.encode()
		delay := rec.Delay
		if m.Delay != nil {
			delay = *m.Delay
		}
		o.index = index{sent: now, visible: now + int64(delay), group: m.Group, count: m.count}
		if !m.sent.IsZero() {
			o.sent = m.sent.UnixNano()
		}
		if !m.first.IsZero() {
			o.first = m.first.UnixNano()
		}
		if rec.FIFO && !m.moved {
			o.dedup = m.Dedup
			if rec.DedupPerGroup {
				o.scope = m.Group
			}
		}
		out[i] = o
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.next+uint64(len(out)) > q.limit {
		q.mu.Unlock()
		err := q.moreNumbers(ctx)
		q.mu.Lock()
		if err != nil {
			return nil, err
		}
	}
	for i := range out {
		q.number(out[i].entry)
	}
	return out, nil
}

// moreNumbers gets another block.
func (q *owned) moreNumbers(ctx context.Context) error {
	q.fillMu.Lock() // one at a time
	defer q.fillMu.Unlock()
	var upto uint64
	err := q.update(ctx, func(tx kv.Tx) (err error) {
		upto, err = kv.Advance(tx, keySeq(q.id), block)
		return err
	})
	if err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	// Blocks follow each other: nobody else takes any while the lease is ours.
	q.limit = max(q.limit, upto+1)
	return nil
}

// number gives a message its number and, unless it stays behind the window, its
// place. The lock is held.
func (q *owned) number(m *entry) {
	m.seq = q.next
	q.next++
	q.sending[m.seq] = m
	if !q.backlog && q.nReady+q.nDelayed >= q.e.limits.window {
		q.backlog, q.cursor = true, m.seq
	}
	if q.backlog {
		if !q.mayPass(m) {
			return
		}
		q.ahead[m.seq] = struct{}{}
	}
	q.admit(m, pending)
}

// mayPass tells whether a message is kept in memory though others before it are
// not: the first of a group, where order matters within the group alone and the
// others are of other groups, or may be overtaken.
func (q *owned) mayPass(m *entry) bool {
	if q.fifo() || m.index.group == "" || len(q.ahead) >= maxAhead {
		return false
	}
	g := q.groups[m.index.group]
	return g == nil || g.head() == nil
}

// write puts a message into the transaction, unless the queue knows it.
func (q *owned) write(tx kv.Tx, o *outgoing, now int64) error {
	o.known = nil
	if o.dedup != "" {
		known, err := q.remember(tx, o, now)
		if err != nil || known != nil {
			o.known = known
			return err
		}
	}
	if err := tx.Set(keyIndex(q.id).Uint(o.seq), o.encode()); err != nil {
		return err
	}
	return tx.Set(keyBody(q.id).Uint(o.seq), o.data)
}

// repeat is a message that was accepted before.
type repeat struct {
	at  int64
	seq uint64
	id  [16]byte
}

// remember looks for an earlier message of the same key, or notes this one. Notes
// stand in buckets of time, so that old ones are found without an index.
func (q *owned) remember(tx kv.Tx, o *outgoing, now int64) (*repeat, error) {
	bucket := uint64(now / int64(DedupInterval))
	for _, b := range []uint64{bucket, bucket - 1} {
		v, err := tx.Get(keyDedup(q.id).Uint(b).String(o.scope).String(o.dedup))
		if errors.Is(err, kv.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if len(v) != 32 {
			return nil, errDamaged
		}
		r := &repeat{at: int64(binary.BigEndian.Uint64(v)), seq: binary.BigEndian.Uint64(v[8:])}
		copy(r.id[:], v[16:])
		if now-r.at < int64(DedupInterval) {
			return r, nil
		}
	}
	v := binary.BigEndian.AppendUint64(nil, uint64(now))
	v = append(binary.BigEndian.AppendUint64(v, o.seq), o.id[:]...)
	return nil, tx.Set(keyDedup(q.id).Uint(bucket).String(o.scope).String(o.dedup), v)
}

// arrived takes note of how a transaction ended.
func (q *owned) arrived(out []outgoing, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	for i := range out {
		m := out[i].entry
		delete(q.sending, m.seq)
		switch {
		case !ok || out[i].known != nil:
			if m.group != nil {
				q.remove(m)
			}
		case m.group != nil:
			q.keepBody(m, out[i].data)
			q.sentNow(m, now)
		default:
			q.stored++
			q.wakeOne() // there may be nothing else to receive
		}
	}
}

// keepBody keeps a body in memory, where there is room.
func (q *owned) keepBody(m *entry, data []byte) {
	if q.forgotten {
		return
	}
	if q.e.kept.Add(int64(len(data))) > bodyBudget {
		q.e.kept.Add(-int64(len(data)))
		return
	}
	m.body = data
}
