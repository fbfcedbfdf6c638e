// Package lease gives a thing to one holder at a time, for a time: a queue to
// the node that serves it, a job to its runner.
//
// A lease has a fencing token, a number that grows with each holder. Whoever
// changes something in the name of his lease calls [Leases.Check] in the same
// transaction: if the lease has gone to someone else in the meantime, the change
// fails. Time decides only when another may take over; the token decides who is
// right.
//
// # Keys
//
//	(area, name)   holder, token, end of the lease, as JSON
package lease

import (
	"errors"
	"fmt"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
	"github.com/cumulet/cumulet/internal/clock"
)

// The errors that callers tell apart.
var (
	// ErrHeld says that another holder has the lease; see [HeldError].
	ErrHeld = errors.New("lease: held by another")
	// ErrLost says that the lease is over or has gone to another.
	ErrLost = errors.New("lease: lost")
)

// HeldError is an [ErrHeld] that says by whom and until when.
type HeldError struct {
	Holder string
	Until  time.Time
}

func (e *HeldError) Error() string { return fmt.Sprintf("%v: %s until %v", ErrHeld, e.Holder, e.Until) }

// Unwrap returns ErrHeld.
func (e *HeldError) Unwrap() error { return ErrHeld }

// Lease is what a holder has.
type Lease struct {
	Name   string
	Holder string
	Token  uint64 // larger than that of all holders before
	Until  time.Time
}

// Leases are those of one area of the store.
type Leases struct {
	all   collection.Collection[record]
	clock clock.Clock
}

// record stays after the release, so that tokens go on.
type record struct {
	Holder string    `json:"holder,omitempty"` // "" when released
	Token  uint64    `json:"token"`
	Until  time.Time `json:"until"`
}

// New returns the leases that are kept under area.
func New(area string, clk clock.Clock) *Leases {
	return &Leases{all: collection.New[record](area, collection.Options[record]{}), clock: clk}
}

// Prefix returns what the keys of all leases begin with: watch it.
func (l *Leases) Prefix() []byte { return l.all.Prefix() }

// Acquire takes the lease for the time ttl, or fails with [ErrHeld]. The holder
// is an id that is new with each start of a process. Who has the lease already
// gets it anew, with a new token.
func (l *Leases) Acquire(tx kv.Tx, name, holder string, ttl time.Duration) (Lease, error) {
	rec, err := l.all.Get(tx, name)
	if err != nil && !errors.Is(err, kv.ErrNotFound) {
		return Lease{}, err
	}
	now := l.clock.Now()
	if rec.Holder != "" && rec.Holder != holder && now.Before(rec.Until) {
		return Lease{}, &HeldError{Holder: rec.Holder, Until: rec.Until}
	}
	rec = record{Holder: holder, Token: rec.Token + 1, Until: now.Add(ttl)}
	return rec.lease(name), l.all.Put(tx, name, rec)
}

func (r record) lease(name string) Lease {
	return Lease{Name: name, Holder: r.Holder, Token: r.Token, Until: r.Until}
}

// Check fails with [ErrLost] unless the lease is still the holder's. One whose
// time is over counts as held until someone takes it: nobody else did anything.
func (l *Leases) Check(tx kv.Tx, held Lease) error {
	rec, err := l.all.Get(tx, held.Name)
	if errors.Is(err, kv.ErrNotFound) {
		return ErrLost
	}
	if err != nil {
		return err
	}
	if rec.Holder != held.Holder || rec.Token != held.Token {
		return ErrLost
	}
	return nil
}

// Renew prolongs the lease to ttl from now, or fails with [ErrLost].
func (l *Leases) Renew(tx kv.Tx, held Lease, ttl time.Duration) (Lease, error) {
	if err := l.Check(tx, held); err != nil {
		return Lease{}, err
	}
	held.Until = l.clock.Now().Add(ttl)
	return held, l.all.Put(tx, held.Name, record{Holder: held.Holder, Token: held.Token, Until: held.Until})
}

// Release gives the lease back, or fails with [ErrLost].
func (l *Leases) Release(tx kv.Tx, held Lease) error {
	if err := l.Check(tx, held); err != nil {
		return err
	}
	return l.all.Put(tx, held.Name, record{Token: held.Token})
}
