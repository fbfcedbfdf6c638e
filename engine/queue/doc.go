// Package queue keeps durable queues of messages over the store. It knows no
// dialect: no ARN, no wire error, no HTTP. What it does follows the Amazon SQS
// Developer Guide.
//
// # Ownership
//
// One node owns a queue, through a lease in the store that it takes when the
// queue is first used and renews while it is used. Truth is in the store: each
// change is one transaction that checks the lease, synced before it is told.
// Memory is only in front of it, to know what is visible, in which order. Who
// lost the lease forgets his memory. So nothing is read at start, and the same
// node takes its queues over at once when it starts again.
//
// # Bounded memory
//
// Messages have numbers, in the order in which they were accepted; the numbers
// come from a counter in the store, a block at a time. Memory holds what is in
// flight and a window of what waits: up to [window] messages when they are sent,
// then a chunk of [chunk] is read from the store whenever nothing visible is left.
// Behind the window a send only writes. Of a FIFO queue, groups are looked for in
// the first [lookahead] messages; of another, that many delayed messages can stand
// before a visible one.
//
// # Fairness
//
// Messages of a queue that is not FIFO may have a group, too: the groups then take
// turns, so that the backlog of one does not delay the others. What arrives for a
// group that has nothing waiting is kept in memory even behind the window.
//
// # Keys
//
//	("queue", "name", SPACE, NAME)                 the queue, as JSON (a collection)
//	("queue", "last")                              the queue number given out last
//	("queue", "deleted", SPACE, NAME)              when a queue of that name was deleted: Unix nanoseconds
//	("queue", "source", SPACE, NAME, SPACE, NAME)  nothing: the second queue's dead letters go to the first
//	("queue", "seq", ID)                           up to which number blocks were given out
//	("queue", "index", ID, N)                      what changes of a message, and its group
//	("queue", "body", ID, N)                       what does not
//	("queue", "dedup", ID, BUCKET, SCOPE, KEY)     a message that was accepted: when, number, id
//	("queue", "move", SPACE, NAME, TASK)           a move of messages to other queues, as JSON (a collection)
//	("queue.lease", ID)                            the lease
//
// ID is the queue's number, N the message's; BUCKET counts intervals of five
// minutes. Index and body begin with the version of their format.
package queue
