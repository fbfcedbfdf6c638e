package kv

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Count reads the counter at key. One that was never advanced stands at 0.
func Count(tx Tx, key []byte) (uint64, error) {
	v, err := tx.Get(key)
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if len(v) != 8 {
		return 0, fmt.Errorf("kv: no counter at %q", key)
	}
	return binary.BigEndian.Uint64(v), nil
}

// Advance adds n to the counter at key and returns where it stands then. Such
// numbers give order, which clocks don't; gaps don't occur, since whoever fails
// rolls back. All who advance the same counter wait for each other's turn, so
// keep one for each thing that has an order of its own.
func Advance(tx Tx, key []byte, n uint64) (uint64, error) {
	c, err := Count(tx, key)
	if err != nil {
		return 0, err
	}
	if c+n < c {
		return 0, fmt.Errorf("kv: counter at %q is full", key)
	}
	return c + n, tx.Set(key, binary.BigEndian.AppendUint64(nil, c+n))
}
