package queue

import (
	"errors"
	"time"
)

// The errors that callers tell apart.
var (
	ErrNotFound        = errors.New("queue: not found")
	ErrExists          = errors.New("queue: already exists")
	ErrDeletedRecently = errors.New("queue: one of that name was deleted within the last minute")
	ErrPurging         = errors.New("queue: was purged within the last minute")
	// ErrElsewhere says that another node owns the queue at the moment.
	ErrElsewhere = errors.New("queue: owned by another node")
	// ErrInFlightLimit says that too many messages are in flight.
	ErrInFlightLimit = errors.New("queue: too many messages in flight")
	// ErrBadReceipt says that a receipt is none of this queue's.
	ErrBadReceipt = errors.New("queue: bad receipt")
	// ErrExpired says that a receipt is no longer the message's newest, or its time is over.
	ErrExpired = errors.New("queue: receipt expired")
	// ErrNotInFlight says that the message is visible again.
	ErrNotInFlight = errors.New("queue: message is not in flight")
	// ErrGone says that the message is no longer there.
	ErrGone = errors.New("queue: no such message")
	// ErrMoving says that messages are being moved from the queue already.
	ErrMoving = errors.New("queue: a move is running")
	// ErrNotMoving says that a move is over.
	ErrNotMoving = errors.New("queue: the move is not running")
)

// Limits.
const (
	MaxInFlight   = 120_000         // messages of a queue
	DedupInterval = 5 * time.Minute // in which a repeated message is recognised
	Pause         = time.Minute     // between purges, and between a deletion and a new queue of that name
	window        = 20_000          // messages that wait in memory without having been looked for
	lookahead     = 120_000         // messages that wait in memory at most
	chunk         = 1_000           // messages read at a time
	maxAhead      = 10_000          // messages kept in memory from behind the window
	maxOwned      = 4_096           // queues in memory, as far as older ones are idle
	maxAttempts   = 1_000           // of receives remembered for a queue
	bodyBudget    = 32 << 20        // bytes of bodies kept in memory, of all queues
)

// Ref names a queue: a name within a space, which is its owner's business.
type Ref struct {
	Space string `json:"space"`
	Name  string `json:"name"`
}

// Settings are how a queue behaves.
type Settings struct {
	FIFO          bool `json:"fifo,omitempty"`
	DedupPerGroup bool `json:"dedupPerGroup,omitempty"` // the same key in two groups is two messages
	// Delay is how long a new message stays invisible, Visibility how long a
	// received one does, Retention how long one is kept.
	Delay      time.Duration `json:"delay,omitempty"`
	Visibility time.Duration `json:"visibility"`
	Retention  time.Duration `json:"retention"`
	// DeadLetter takes what was received MaxReceives times without being deleted.
	DeadLetter  *Ref `json:"deadLetter,omitempty"`
	MaxReceives int  `json:"maxReceives,omitempty"`
}

// Queue is a queue's record. It is not changed once it was read.
type Queue struct {
	Ref
	ID       uint64    `json:"id"`
	Created  time.Time `json:"created"`
	Modified time.Time `json:"modified"`
	Settings `json:"settings"`
	// Docs and Tags belong to the dialect.
	Docs map[string]string `json:"docs,omitempty"`
	Tags map[string]string `json:"tags,omitempty"`

	Purged   time.Time `json:"purged,omitzero"`
	PurgedTo uint64    `json:"purgedTo,omitempty"` // messages up to this number are gone
}

// NewMessage is a message to send.
type NewMessage struct {
	Body       []byte
	Attributes []byte // the dialect's own, opaque
	Sender     string
	Group      string // of a FIFO queue always set
	Dedup      string // of a FIFO queue: what recognises a repetition
	Delay      *time.Duration

	// Of a message that comes from another queue.
	id     *[16]byte
	source Ref
	sent   time.Time
	first  time.Time
	count  uint32
	moved  bool // is not looked for among repetitions
}

// Sent tells of an accepted message.
type Sent struct {
	ID       string // a random UUID
	Sequence uint64
	Repeated bool // it was accepted before; ID and Sequence are those of then
}

// Message is a received message.
type Message struct {
	ID         string
	Sequence   uint64
	Body       []byte
	Attributes []byte
	Sender     string
	Group      string
	Dedup      string
	Sent       time.Time
	First      time.Time // when it was first received
	Count      int       // how often it was received
	Source     Ref       // where it was before it became a dead letter
	Receipt    Receipt

	id [16]byte
}

// Counts are how many messages a queue has, by state.
type Counts struct{ Visible, InFlight, Delayed int64 }
