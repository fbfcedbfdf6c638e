// Package blob keeps immutable, checksummed byte sequences.
//
// Bytes are staged first ([Store.Write]) and become a blob when they are linked
// ([Staged.Link]) in the transaction of whatever refers to them. Small ones live
// in the store itself, so that they cost no sync of their own; others are files,
// synced together with their names before they can be linked. Linked blobs are
// counted: [Store.Share] adds a reference and [Store.Unlink] takes one away, and
// a file without references is removed by a task of the same transaction.
//
// # Epochs
//
// Each open Store writes under an epoch of its own, a number that is never used
// again. Its leased record stands in the store before the first byte is
// written, so one record covers all files of a process. [Store.Sweep] closes an
// epoch whose lease ran out; from then on nothing of it can be linked, because
// Link reads the epoch's record in its transaction. Then the files that nobody
// linked are removed. The lease decides only when to sweep, never whether it is
// safe.
//
// # Keys
//
//	"blob" "format"          version of keys and files, 8 bytes
//	"blob" "epoch"           the highest epoch given out, 8 bytes
//	"blob" "open" EPOCH      the epoch may link; "closed" or gone: it may not
//	"blob" "lease" EPOCH     Unix seconds at which the lease runs out, 8 bytes
//	"blob" "file" EPOCH N    a linked file: references (4), sum (4), size (8 bytes)
//	"blob" "data" EPOCH N    a small blob: CRC32C of the bytes (4 bytes), the bytes
//
// Numbers are big-endian.
//
// # Files
//
// DIR/EPOCH/N>>12/N, all in hex. A file holds the bytes as they are, then the
// CRC32C of each 128 KiB of them, then a footer: "cumublob", version (4 bytes),
// sum (4), epoch (8), N (8), size (8). The sum is the CRC32C of the checksums
// and is also kept in the [Ref], so a read of any range is verified down from
// what the store says. Verification costs a table of 4 bytes for each 128 KiB in
// memory: 160 KiB for 5 GiB.
package blob
