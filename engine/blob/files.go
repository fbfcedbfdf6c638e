package blob

import (
	"context"
	"fmt"
	"iter"

	"github.com/cumulet/cumulet/engine/kv"
)

// Files yields the files that hold the linked blobs of a store, by their paths
// below Dir, with slashes. It reads in several transactions, so the store must
// stand still (a checkpoint), or the answer is of no one instant.
func Files(ctx context.Context, db kv.Store) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		const page = 1000
		next := kv.Prefix(keyFile)
		next.Limit = page
		for {
			var ids []ID
			err := db.View(ctx, func(tx kv.Tx) error {
				ids = ids[:0]
				for p, err := range tx.Scan(next) {
					if err != nil {
						return err
					}
					id, ok := cutID(p.Key, keyFile)
					if !ok {
						return fmt.Errorf("%w: key %x", ErrCorrupt, p.Key)
					}
					ids = append(ids, id)
				}
				return nil
			})
			if err != nil {
				yield("", err)
				return
			}
			for _, id := range ids {
				if !yield(fmt.Sprintf("%016x/%08x/%016x", id.Epoch, id.N>>12, id.N), nil) {
					return
				}
			}
			if len(ids) < page {
				return
			}
			next.Start = append(fileKey(ids[page-1]), 0)
		}
	}
}
