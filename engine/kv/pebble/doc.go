// Package pebblekv is the embedded driver of the store (package kv), on Pebble.
//
// # Transactions
//
// A transaction runs without locks. Its first reads look at the newest state, each
// checking that those before are still true in it; with the first scan after a
// read, or when the reads get many, it takes a snapshot. Small values that are
// read again and again are kept in front of Pebble. Update keeps what was read
// (keys, and ranges as far as they were consumed) and buffers what is written.
// Commit takes a short lock, checks that no transaction committed since the first
// read wrote anything of what was read, applies the batch and lets the lock go.
// Then it waits for the sync of the write-ahead log, outside the lock, so that
// concurrent commits share one.
//
// The writes of recent commits are kept in memory for that check, within
// bounds. A transaction that is older than what is kept has a conflict.
//
// # Reads and power cuts
//
// A commit is visible to others before it is synced, else a hot key could
// change only once a sync. So that nobody is told what a power cut may take
// back, whoever read something not yet synced waits for that sync at the end of
// his transaction, and only he.
//
// # Failures
//
// After a failed write or sync of the log nothing is known about what the disk
// holds, and a repeated sync may succeed without having written (the kernel
// drops the dirty pages). The transactions concerned get [kv.ErrCommitUnknown],
// and the store refuses all further writes with [kv.ErrFailed] until the process
// starts again and replays the log. Failures that Pebble itself can't survive
// (it can't begin another log, or write its manifest) end the process, which
// comes to the same: the next start replays the log. See [Options.Fatal].
//
// # Files
//
// The directory holds Pebble's files and FORMAT, which names the version of the
// on-disk format. A store of a newer version is refused.
package pebblekv
