// Package task runs background work: a task is written in the transaction of
// the change that it follows from, and runs at least once under a fenced lease,
// with backoff, across restarts.
//
// A task waits until it is due. A [Runner] claims it: it moves the due time to
// the end of a lease, under a new fencing token, and prolongs the lease as long
// as the handler runs. If the runner dies, the task is due again when the lease
// ends. A handler that ran for too long to keep its lease has its context
// cancelled, and what it returns counts for nothing. A task that failed
// [Options.MaxAttempts] times is parked, to be listed, retried or dropped.
//
// A runner that has nothing to do costs nothing: it waits for a change or for
// the next due time.
//
// # Keys
//
//	("task", "item", id)         the task without its payload, as JSON
//	("task", "payload", id)      its payload, if it has one
//	("task", "due", time, id)    nothing; time in Unix nanoseconds, 0 for at once
//	("task", "parked", id)       the parked task, in place of item and due
package task
