// Package backup copies a data directory while it is in use, and brings the copy
// back.
//
// A copy is of one instant: the store is checkpointed first, with the removal of
// blobs held, and then the blobs that the checkpoint refers to are copied; they
// never change. The server's small files (master key, credentials) go with it, so
// whoever has the archive has everything: keep it as secret as the data.
//
// # The archive
//
// A tar of regular files, paths as in the data directory:
//
//	CUMULET-BACKUP      first: "format 1", then "version ...", "created ..."
//	store/...           a checkpoint of the store
//	blobs/...           the blobs' files
//	master.key, ...     small files
//	SHA256SUMS          last: a line for each file above, as sha256sum(1) has them
//
// An archive without its last file was cut short; one whose sums differ was
// changed or damaged. Neither is restored. An archive of a newer format is refused.
package backup
