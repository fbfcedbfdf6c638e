package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cumulet/cumulet/engine/kv"
)

// resealer is a [Sealer] whose keys can change.
type resealer interface {
	Reseal(sealed, aad []byte) (out []byte, changed bool, err error)
}

// resealBatch is how many keys one transaction seals anew.
const resealBatch = 200

// Reseal seals the secrets of all access keys anew that stand under an old
// master key. It may be run again after a failure. n is how many it changed.
// Session tokens are not in the store: they end with the key they were sealed
// with.
func (s *Store) Reseal(ctx context.Context) (n int, err error) {
	box, ok := s.box.(resealer)
	if !ok {
		return 0, errors.New("identity: the sealer cannot change its key")
	}
	all := kv.Prefix(kv.NewKey(root, "key"))
	for {
		var done int
		var last kv.Key
		err := s.db.Update(ctx, func(tx kv.Tx) (err error) {
			done, last, err = resealSome(tx, box, all)
			return err
		})
		n += done
		if err != nil || last == nil {
			return n, err
		}
		all.Start = append(last, 0)
	}
}

// resealSome does one batch. last is its end, nil where nothing is left.
func resealSome(tx kv.Tx, box resealer, r kv.Range) (done int, last kv.Key, err error) {
	r.Limit = resealBatch
	var pairs []kv.Pair
	for pair, err := range tx.Scan(r) {
		if err != nil {
			return 0, nil, err
		}
		pairs = append(pairs, pair)
	}
	for _, pair := range pairs {
		var k AccessKey
		if err := json.Unmarshal(pair.Value, &k); err != nil {
			return 0, nil, fmt.Errorf("identity: record %q: %w", pair.Key, err)
		}
		sealed, changed, err := box.Reseal(k.Sealed, keyAAD(k.ID))
		if err != nil {
			return 0, nil, fmt.Errorf("identity: seal key %s anew: %w", k.ID, err)
		}
		if !changed {
			continue
		}
		k.Sealed = sealed
		if err := store(tx, pair.Key, &k); err != nil {
			return 0, nil, err
		}
		done++
	}
	if len(pairs) == resealBatch {
		last = pairs[len(pairs)-1].Key
	}
	return done, last, nil
}
