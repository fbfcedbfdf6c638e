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

// resealBatch is how many secrets one transaction seals anew.
const resealBatch = 200

// Reseal seals the secrets of all access keys and MFA devices anew that stand
// under an old master key. It may be run again after a failure. n is how many it
// changed. Session tokens are not in the store: they end with the key they were
// sealed with.
func (s *Store) Reseal(ctx context.Context) (n int, err error) {
	box, ok := s.box.(resealer)
	if !ok {
		return 0, errors.New("identity: the sealer cannot change its key")
	}
	n, err = resealAll(ctx, s.db, box, kv.NewKey(root, "key"), func(k *AccessKey) (*[]byte, []byte) {
		return &k.Sealed, keyAAD(k.ID)
	})
	if err != nil {
		return n, err
	}
	more, err := resealAll(ctx, s.db, box, kv.NewKey(root, KindMFA), func(m *MFAEntity) (*[]byte, []byte) {
		return &m.Sealed, mfaAAD(m.ID)
	})
	return n + more, err
}

// resealAll seals anew what stands under a prefix; secret gives what a record
// keeps sealed and what that is bound to.
func resealAll[T any](ctx context.Context, db kv.Store, box resealer, prefix kv.Key, secret func(*T) (*[]byte, []byte)) (n int, err error) {
	all := kv.Prefix(prefix)
	for {
		var done int
		var last kv.Key
		err := db.Update(ctx, func(tx kv.Tx) (err error) {
			done, last, err = resealSome(tx, box, all, secret)
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
func resealSome[T any](tx kv.Tx, box resealer, r kv.Range, secret func(*T) (*[]byte, []byte)) (done int, last kv.Key, err error) {
	r.Limit = resealBatch
	var pairs []kv.Pair
	for pair, err := range tx.Scan(r) {
		if err != nil {
			return 0, nil, err
		}
		pairs = append(pairs, pair)
	}
	for _, pair := range pairs {
		v := new(T)
		if err := json.Unmarshal(pair.Value, v); err != nil {
			return 0, nil, fmt.Errorf("identity: record %q: %w", pair.Key, err)
		}
		at, aad := secret(v)
		sealed, changed, err := box.Reseal(*at, aad)
		if err != nil {
			return 0, nil, fmt.Errorf("identity: seal %s anew: %w", aad, err)
		}
		if !changed {
			continue
		}
		*at = sealed
		if err := store(tx, pair.Key, v); err != nil {
			return 0, nil, err
		}
		done++
	}
	if len(pairs) == resealBatch {
		last = pairs[len(pairs)-1].Key
	}
	return done, last, nil
}
