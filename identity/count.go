package identity

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cumulet/cumulet/engine/kv"
)

// Count tells how many entities of this kind the account has. What was made
// before there was a counter is counted once.
func (c Collection[T, P]) Count(tx kv.Tx, account string) (int, error) {
	b, err := tx.Get(c.counter(account))
	switch {
	case err == nil && len(b) == 8:
		return int(binary.BigEndian.Uint64(b)), nil
	case err == nil:
		return 0, fmt.Errorf("identity: counter of %s has %d bytes", account, len(b))
	case !errors.Is(err, kv.ErrNotFound):
		return 0, err
	}
	n := 0
	for _, err := range tx.Scan(kv.Prefix(kv.NewKey(root, c.kind, account))) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// grow changes the count, before the entity itself is written.
func (c Collection[T, P]) grow(tx kv.Tx, account string, by int) error {
	n, err := c.Count(tx, account)
	if err != nil {
		return err
	}
	return tx.Set(c.counter(account), binary.BigEndian.AppendUint64(nil, uint64(max(0, n+by))))
}

func (c Collection[T, P]) counter(account string) kv.Key {
	return kv.NewKey(root, "count", c.kind, account)
}
