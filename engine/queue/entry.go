package queue

import "container/heap"

// state is where a message in memory stands.
type state uint8

const (
	pending  state = iota // being sent
	delayed               // to become visible
	ready                 // visible
	inFlight              // received
	gone                  // deleted; whatever still refers to it skips it
)

// entry is a message in memory. The queue's lock guards it.
type entry struct {
	index
	seq   uint64
	state state
	group *group // nil where it has no place in memory
	due   int    // 1 + its place among those that wait for a time
	body  []byte // as it is stored; nil where the store is asked
	busy  bool   // a transaction changes it
}

// group is the messages that share a group. Those of a FIFO queue that are being
// sent or delayed stand among the waiting, so that none overtakes them.
type group struct {
	name     string
	waiting  bySequence
	members  int // messages in memory that refer to it
	inFlight int
	queued   bool // it is among the groups that have something to give
}

// head gives the first message that waits, nil without one.
func (g *group) head() *entry {
	for len(g.waiting) > 0 && g.waiting[0].state == gone {
		heap.Pop(&g.waiting)
	}
	if len(g.waiting) == 0 {
		return nil
	}
	return g.waiting[0]
}

// take removes a message from those that wait.
func (g *group) take(m *entry) {
	for i, w := range g.waiting {
		if w == m {
			heap.Remove(&g.waiting, i)
			return
		}
	}
}

// bySequence is a heap in the order of sequence numbers.
type bySequence []*entry

func (h bySequence) Len() int           { return len(h) }
func (h bySequence) Less(i, j int) bool { return h[i].seq < h[j].seq }
func (h bySequence) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements [heap.Interface].
func (h *bySequence) Push(x any) { *h = append(*h, x.(*entry)) } //nolint:forcetypeassert // ours alone

// Pop implements [heap.Interface].
func (h *bySequence) Pop() any { return popLast((*[]*entry)(h)) }

// byTime is a heap in the order of the times at which messages become visible.
type byTime []*entry

func (h byTime) Len() int { return len(h) }
func (h byTime) Less(i, j int) bool {
	if h[i].visible != h[j].visible {
		return h[i].visible < h[j].visible
	}
	return h[i].seq < h[j].seq
}

func (h byTime) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].due, h[j].due = i+1, j+1
}

// Push implements [heap.Interface].
func (h *byTime) Push(x any) {
	e := x.(*entry) //nolint:forcetypeassert // ours alone
	*h = append(*h, e)
	e.due = len(*h)
}

// Pop implements [heap.Interface].
func (h *byTime) Pop() any {
	e := popLast((*[]*entry)(h))
	e.due = 0
	return e
}

func popLast(s *[]*entry) *entry {
	last := len(*s) - 1
	e := (*s)[last]
	(*s)[last] = nil
	*s = (*s)[:last]
	return e
}
